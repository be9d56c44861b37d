import { cpuSeconds } from "./cpu.ts";
import { type Burst, flood, median, percentile } from "./load.ts";
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
  /** Throughput as a part of the empty route's in the rounds beside it. */
  ratio: number;
  /** CPU time of workerd per request, µs; null where it cannot be read. */
  cpuMicros: number | null;
  /** The same as a multiple of the empty route's. Steadier than throughput where others use the machine too. */
  cpuToEmpty: number | null;
}

export interface Subject {
  group: string;
  name: string;
  concurrency: number;
  /** One short round; `round` 0 warms up and does not count. */
  run(round: number): Promise<Burst>;
}

/** As long as a round of what is compared with it, so that neither is favoured. */
const EMPTY_SECONDS = 0.8;

/** Rounds of each subject in turns, an empty round before each, so that a busy machine is busy for both. */
export async function measure(world: World, subjects: Subject[], rounds: number): Promise<Row[]> {
  const taken = subjects.map(
    (): Taken => ({ bursts: [], ratios: [], cpu: 0, empty: { cpu: 0, requests: 0 } }),
  );
  for (let round = 0; round <= rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const began = cpuSeconds(world.workerdPid) ?? 0;
      const empty = await emptyRound(world, subject.concurrency);
      const between = cpuSeconds(world.workerdPid) ?? 0;
      const burst = await subject.run(round);
      const ended = cpuSeconds(world.workerdPid) ?? 0;
      const kept = taken[index];
      // A machine that others use may stand still for a whole round, which then says nothing.
      if (round === 0 || !kept || empty.requests === 0 || burst.requests === 0) continue;
      kept.bursts.push(burst);
      kept.ratios.push(rate(burst) / rate(empty));
      kept.cpu += ended - between;
      kept.empty.cpu += between - began;
      kept.empty.requests += empty.requests;
    }
  }
  return subjects.map((subject, index) =>
    rowOf(subject, taken[index] as Taken, world.workerdPid !== null),
  );
}

interface Taken {
  bursts: Burst[];
  ratios: number[];
  /** CPU seconds. */
  cpu: number;
  empty: { cpu: number; requests: number };
}

const emptyRound = (world: World, concurrency: number): Promise<Burst> =>
  flood(world.emptyUrl, [{ method: "GET", path: "/" }], concurrency, EMPTY_SECONDS);

function rowOf(
  { group, name, concurrency }: Subject,
  { bursts, ratios, cpu, empty }: Taken,
  cpuIsKnown: boolean,
): Row {
  const all = bursts.flatMap((burst) => burst.latenciesMs);
  const cpuMicros = cpuIsKnown ? (cpu / all.length) * 1e6 : null;
  const emptyMicros = (empty.cpu / empty.requests) * 1e6;
  return {
    group,
    name,
    n: all.length,
    concurrency,
    perSecond: median(bursts.map(rate)),
    p50Ms: percentile(all, 0.5),
    p95Ms: percentile(all, 0.95),
    p99Ms: percentile(all, 0.99),
    ratio: median(ratios),
    cpuMicros,
    cpuToEmpty: cpuMicros === null ? null : cpuMicros / emptyMicros,
  };
}

const rate = (burst: Burst): number => burst.requests / burst.seconds;
