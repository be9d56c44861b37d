import type { Result } from "lighthouse";

/** Medians of the runs; beside what a busy machine changes, each run. */
export interface PageFigures {
  page: string;
  performance: string;
  accessibility: number;
  "best practices": number;
  SEO: number;
  /** Milliseconds on the preset's simulated phone and network. */
  "LCP ms": string;
  /** Milliseconds as it happened here, without the simulated network. */
  "LCP ms, unthrottled": number;
  "TBT ms": string;
  CLS: number;
  /** Bytes as they came over the wire: headers and body, compressed where the server compressed. */
  "JS bytes": number;
  "CSS bytes": number;
  "HTML bytes": number;
  /** Requests for the page's content, analytics not among them. */
  "data requests": number;
  /** Lighthouse's measure of this machine while it ran. */
  machine: string;
}

interface Request {
  url: string;
  resourceType: string;
  transferSize: number;
}

export function figuresOf(page: string, runs: Result[]): PageFigures {
  const requests = requestsOf(medianRun(runs));
  const bytes = (type: string) =>
    sum(requests.filter((one) => one.resourceType === type).map((one) => one.transferSize));
  const points = (category: string) => median(runs.map((one) => score(one, category)));
  return {
    page: page.split("/").at(-1) ?? page,
    performance: withAll(runs.map((one) => score(one, "performance"))),
    accessibility: points("accessibility"),
    "best practices": points("best-practices"),
    SEO: points("seo"),
    "LCP ms": withAll(runs.map(lcp)),
    "LCP ms, unthrottled": Math.round(median(runs.map(observedLcp))),
    "TBT ms": withAll(runs.map((one) => value(one, "total-blocking-time"))),
    CLS: Number(Math.max(...runs.map((one) => value(one, "cumulative-layout-shift"))).toFixed(4)),
    "JS bytes": bytes("Script"),
    "CSS bytes": bytes("Stylesheet"),
    "HTML bytes": bytes("Document"),
    "data requests": requests.filter(({ url }) => isData(new URL(url).pathname)).length,
    machine: withAll(runs.map((one) => one.environment.benchmarkIndex)),
  };
}

const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** "750 (740 750 1200)" */
const withAll = (numbers: number[]): string =>
  `${Math.round(median(numbers))} (${numbers.map((one) => Math.round(one)).join(" ")})`;

/** The run with the median LCP; with an even number the slower of the two in the middle. */
export const medianRun = (results: Result[]): Result => {
  const middle = results.toSorted((a, b) => lcp(a) - lcp(b))[Math.floor(results.length / 2)];
  if (!middle) throw new Error("no run to take a median of");
  return middle;
};

/** What keeps a page from being perfect, a line each: scored audits below 1, and insights with something to show. */
export function imperfect(page: string, result: Result): string[] {
  return Object.values(result.audits)
    .filter(({ score: points }) => points !== null && points < 1)
    .map(({ id, score: points, title, displayValue }) => {
      const shown = displayValue ? ` (${displayValue})` : "";
      return `${page.split("/").at(-1)}: ${id} ${points} ${title}${shown}`;
    });
}

const isData = (path: string): boolean =>
  path.startsWith("/api/") && !path.startsWith("/api/analytics");

const score = (result: Result, category: string): number =>
  Math.round((result.categories[category]?.score ?? 0) * 100);

const value = (result: Result, audit: string): number => result.audits[audit]?.numericValue ?? 0;

const lcp = (result: Result): number => value(result, "largest-contentful-paint");

function requestsOf(result: Result): Request[] {
  const details = result.audits["network-requests"]?.details;
  return details?.type === "table" ? (details.items as unknown as Request[]) : [];
}

function observedLcp(result: Result): number {
  const details = result.audits.metrics?.details;
  const [first] = details?.type === "debugdata" ? (details.items as Record<string, number>[]) : [];
  return first?.observedLargestContentfulPaint ?? Number.NaN;
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
