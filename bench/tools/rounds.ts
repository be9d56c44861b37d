import { cpuSeconds } from "./cpu.ts";
import { type Burst, flood, median, percentile } from "./load.ts";
import { REFERENCES, type Reference, referenceCalls } from "./references.ts";
import type { World } from "./world.ts";

/** One line of the table. */
export interface Row {
  group: string;
  name: string;
  n: number;
  concurrency: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Throughput as a part of each reference's (references.ts) in the rounds beside it. */
  toEmpty: number;
  toConstant: number;
  toCall: number;
  toRow: number;
  toFresh: number;
  /** CPU time of workerd per request, µs; null where it cannot be read. */
  cpuMicros: number | null;
  /** The same as a multiple of a reference's. Steadier than throughput where others use the machine too. */
  cpuToEmpty: number | null;
  cpuToRow: number | null;
}

export interface Subject {
  group: string;
  name: string;
  concurrency: number;
  /** Over how many objects its calls are spread; the references are spread alike. */
  objects?: number;
  /** One short round; `round` 0 warms up and does not count. */
  run(round: number): Promise<Burst>;
}

/** Of one reference in one round. */
const REFERENCE_SECONDS = 0.4;

/** While one thing is worked on: only the rows whose names begin so. */
const ONLY = process.env.BENCH_ROWS ?? "";

/** Rounds of each subject in turns, one of each reference before each, so that a busy machine is busy for all. */
export async function measure(world: World, all: Subject[], rounds: number): Promise<Row[]> {
  const subjects = all.filter(({ name }) => name.startsWith(ONLY));
  const taken = subjects.map((): Taken => ({ bursts: [], beside: [], cpu: 0, efforts: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const beside = await referenceRound(world, subject);
      const began = cpuSeconds(world.workerdPid) ?? 0;
      const burst = await subject.run(round);
      const ended = cpuSeconds(world.workerdPid) ?? 0;
      const kept = taken[index];
      // A machine that others use may stand still for a whole round, which then says nothing.
      const isIdle = burst.requests === 0 || REFERENCES.some((name) => beside.rates[name] === 0);
      if (round === 0 || !kept || isIdle) continue;
      kept.bursts.push(burst);
      kept.beside.push(beside.rates);
      kept.cpu += ended - began;
      kept.efforts.push(beside.efforts);
    }
  }
  return subjects.map((subject, index) =>
    rowOf(subject, taken[index] as Taken, world.workerdPid !== null),
  );
}

type Rates = Record<Reference, number>;

interface Taken {
  bursts: Burst[];
  /** What each reference carried in the same rounds, requests per second. */
  beside: Rates[];
  /** CPU seconds. */
  cpu: number;
  efforts: Efforts[];
}

/** CPU seconds for so many requests. */
type Efforts = Record<Reference, { cpu: number; requests: number }>;

async function referenceRound(
  world: World,
  { concurrency, objects = 1 }: Subject,
): Promise<{ rates: Rates; efforts: Efforts }> {
  const rates = {} as Rates;
  const efforts = {} as Efforts;
  for (const name of REFERENCES) {
    const began = cpuSeconds(world.workerdPid) ?? 0;
    const calls = referenceCalls(name, objects);
    const burst = await flood(world.emptyUrl, calls, concurrency, REFERENCE_SECONDS);
    const cpu = (cpuSeconds(world.workerdPid) ?? 0) - began;
    efforts[name] = { cpu, requests: burst.requests };
    rates[name] = burst.requests === 0 ? 0 : rate(burst);
  }
  return { rates, efforts };
}

function rowOf(
  { group, name, concurrency }: Subject,
  { bursts, beside, cpu, efforts }: Taken,
  cpuIsKnown: boolean,
): Row {
  const all = bursts.flatMap((burst) => burst.latenciesMs);
  const cpuMicros = cpuIsKnown ? (cpu / all.length) * 1e6 : null;
  const microsOf = (reference: Reference) => {
    const of = efforts.map((each) => each[reference]);
    const total = (what: "cpu" | "requests") => of.reduce((sum, each) => sum + each[what], 0);
    return (total("cpu") / total("requests")) * 1e6;
  };
  const cpuTo = (reference: Reference) =>
    cpuMicros === null ? null : cpuMicros / microsOf(reference);
  const to = (reference: Reference) =>
    median(bursts.map((burst, round) => rate(burst) / (beside[round]?.[reference] ?? Number.NaN)));
  return {
    group,
    name,
    n: all.length,
    concurrency,
    perSecond: median(bursts.map(rate)),
    p50Ms: percentile(all, 0.5),
    p95Ms: percentile(all, 0.95),
    p99Ms: percentile(all, 0.99),
    toEmpty: to("empty"),
    toConstant: to("constant"),
    toCall: to("call"),
    toRow: to("row"),
    toFresh: to("fresh"),
    cpuMicros,
    cpuToEmpty: cpuTo("empty"),
    cpuToRow: cpuTo("row"),
  };
}

const rate = (burst: Burst): number => burst.requests / burst.seconds;
