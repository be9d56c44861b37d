/**
 * The two centre pages as Lighthouse's mobile preset sees them: the production build through Pages, Worker and sandbox on
 * this machine. Nothing outside is asked.
 */
import { chromium } from "@playwright/test";
import lighthouse, { type Result } from "lighthouse";
import { startStack } from "../frontend/e2e/stack.ts";
import { CENTRE, RECHARGE } from "../frontend/e2e/support/addresses.ts";
import { findBrowser } from "../scripts/browser.ts";
import { buildPage } from "../scripts/tools/page-build.ts";
import { freePort } from "../scripts/tools/ports.ts";
import { Explained, reportFailure } from "../scripts/tools/steps.ts";
import { figuresOf, imperfect, medianRun, type PageFigures } from "./page-report.ts";

/** Odd, so that the median is a run that happened. */
const RUNS = 5;

const ATTEMPTS_MAX = 3;

const PAGES = [CENTRE, RECHARGE];

interface PageBench {
  pages: PageFigures[];
  /** Audits that are not perfect in the median run, a line each. */
  imperfect: string[];
}

/** Measures both centres, prints the figures, and answers with them. */
export async function run(runs = RUNS): Promise<PageBench> {
  await buildPage();
  const stack = await startStack();
  const port = await freePort();
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    // Playwright switches it off, and Lighthouse would blame the page.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    args: [
      `--remote-debugging-port=${port}`,
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    // The first visit compiles, migrates and fills the caches: it is not measured.
    await measure(stack.appUrl + CENTRE, port);
    const answer: PageBench = { pages: [], imperfect: [] };
    for (const path of PAGES) {
      const results: Result[] = [];
      for (let turn = 0; turn < runs; turn++)
        results.push(await measure(stack.appUrl + path, port));
      answer.pages.push(figuresOf(path, results));
      answer.imperfect.push(...imperfect(path, medianRun(results)));
    }
    for (const { page, ...figures } of answer.pages) {
      console.log(`\n${page}`);
      console.table(figures);
    }
    for (const line of answer.imperfect) console.log(line);
    return answer;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** A busy machine loses the beginning of a trace now and then; Lighthouse asks to run again. */
async function measure(url: string, port: number, attempt = 1): Promise<Result> {
  const answer = await lighthouse(url, {
    port,
    output: "json",
    logLevel: "error",
    onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
  });
  const result = answer?.lhr;
  if (!result) throw new Explained(`Lighthouse gave no result for ${url}`);
  if (result.runtimeError && attempt < ATTEMPTS_MAX) return measure(url, port, attempt + 1);
  if (result.runtimeError) throw new Explained(`${url}: ${result.runtimeError.message}`);
  return result;
}

if (process.argv[1] === import.meta.filename) {
  try {
    await run(Number(process.argv[2] ?? RUNS));
    process.exit(0);
  } catch (error) {
    reportFailure(error);
    process.exit(1);
  }
}
