import { cpuSeconds } from "../tools/cpu.ts";
import { type Customer, fromAnywhere, get, newCustomers } from "../tools/customers.ts";
import { type Burst, type Call, flood, median, paced, percentile } from "../tools/load.ts";
import { measure, type Row, type Subject } from "../tools/rounds.ts";
import type { World } from "../tools/world.ts";

export const COZE_CENTRE = "/api/web/coze-package/center";
const RECHARGE_CENTRE = "/api/recharge/center";

const CONNECTIONS = 16;
const SECONDS = 0.8;

/** The seed's own load. */
const QUERIES_PER_SECOND = 200;
const PACED_SECONDS = 4;

/** Looks past the cache in one round, each by a customer of its own: the limiter lets none look more than 20 times a minute. */
const COLD_LOOKS = 800;

/** `customers` have a package, so that their answers hold one. */
export async function centreRows(
  world: World,
  customers: Customer[],
  rounds: number,
): Promise<Row[]> {
  const signedIn = (path: string) => customers.map((who) => get(path, who.headers));
  const { token } = await world.outside<{ token: string }>("/identity/test-token", {
    sub: customers[0]?.id,
    expiresInSeconds: 86_400,
  });
  const steady = (name: string, calls: Call[]): Subject => ({
    group: "centre",
    name,
    concurrency: CONNECTIONS,
    objects: customers.length,
    run: () => flood(world.productUrl, calls, CONNECTIONS, SECONDS),
  });
  return measure(
    world,
    [
      steady("packages, guest", [get(COZE_CENTRE, fromAnywhere())]),
      steady("packages, signed in", signedIn(COZE_CENTRE)),
      steady("packages, host's token", [
        get(COZE_CENTRE, { authorization: `Bearer ${token}`, ...fromAnywhere() }),
      ]),
      steady("power, guest", [get(RECHARGE_CENTRE, fromAnywhere())]),
      steady("power, signed in", signedIn(RECHARGE_CENTRE)),
      {
        ...steady("packages, signed in, catalog from D1", []),
        run: async () => flood(world.productUrl, await coldLooks(world), CONNECTIONS, SECONDS),
      },
    ],
    rounds,
  );
}

/** Guests look past the cache once in five seconds, whoever they are. */
export async function coldLooks(world: World, count = COLD_LOOKS): Promise<Call[]> {
  const customers = await newCustomers(world, count);
  return customers.map((who) => get(`${COZE_CENTRE}?fresh=1`, who.headers));
}

/** 200 requests a second, evenly spaced: what a customer waits, and what it takes of the machine. */
interface PacedRow {
  name: string;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  p95ToEmpty: number;
  /** Share of one core that workerd took. */
  cpuShare: number | null;
}

export async function pacedRows(
  world: World,
  customers: Customer[],
  rounds: number,
): Promise<PacedRow[]> {
  const loads: [string, string, Call[]][] = [
    ["empty route", world.emptyUrl, [get("/", {})]],
    ["packages, guest", world.productUrl, [get(COZE_CENTRE, fromAnywhere())]],
    [
      "packages, signed in",
      world.productUrl,
      customers.map((who) => get(COZE_CENTRE, who.headers)),
    ],
  ];
  const taken = loads.map(() => ({ bursts: [] as Burst[], shares: [] as number[] }));
  for (let round = 0; round < rounds; round++)
    for (const [index, [, origin, calls]] of loads.entries()) {
      const before = cpuSeconds(world.workerdPid);
      const burst = await paced(origin, calls, QUERIES_PER_SECOND, PACED_SECONDS);
      const after = cpuSeconds(world.workerdPid);
      taken[index]?.bursts.push(burst);
      if (before !== null && after !== null)
        taken[index]?.shares.push((after - before) / burst.seconds);
    }
  const p95 = (burst: Burst | undefined) => percentile(burst?.latenciesMs ?? [], 0.95);
  return taken.map(({ bursts, shares }, index) => {
    const all = bursts.flatMap((burst) => burst.latenciesMs);
    return {
      name: loads[index]?.[0] ?? "",
      perSecond: QUERIES_PER_SECOND,
      p50Ms: percentile(all, 0.5),
      p95Ms: median(bursts.map(p95)),
      p99Ms: percentile(all, 0.99),
      p95ToEmpty: median(bursts.map((burst, round) => p95(burst) / p95(taken[0]?.bursts[round]))),
      cpuShare: shares.length > 0 ? median(shares) : null,
    };
  });
}
