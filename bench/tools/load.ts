import { Agent, request } from "node:http";
import autocannon, { type Call } from "autocannon";

export type { Call } from "autocannon";

/** What one burst of requests took. */
export interface Burst {
  requests: number;
  seconds: number;
  latenciesMs: number[];
}

/** The sample that `part` of all others does not exceed. */
export function percentile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** As many requests as `connections` carry in a time, the calls in turn, over and over. */
export const flood = (
  origin: string,
  calls: Call[],
  connections: number,
  seconds: number,
): Promise<Burst> =>
  cannon(origin, connections, { duration: seconds }, (index) => rotated(calls, index));

/** Each call once, `connections` at a time. */
export const each = (origin: string, calls: Call[], connections: number): Promise<Burst> =>
  cannon(origin, Math.min(connections, calls.length), { amount: calls.length }, (index, of) =>
    calls.filter((_, at) => at % of === index),
  );

/** Connections begin at different calls, so that not all ask for the same customer at once. */
function rotated(calls: Call[], index: number): Call[] {
  const from = (index * 7) % calls.length;
  return [...calls.slice(from), ...calls.slice(0, from)].map((call) => ({ ...call }));
}

async function cannon(
  origin: string,
  connections: number,
  end: { duration: number } | { amount: number },
  callsOf: (index: number, of: number) => Call[],
): Promise<Burst> {
  const latenciesMs: number[] = [];
  const refused = new Map<number, number>();
  let index = 0;
  // From the first request on: setting up the connections is no work of the Worker's.
  let startMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  await new Promise<void>((resolve, reject) => {
    const run = autocannon(
      {
        url: origin,
        connections,
        ...end,
        sampleInt: 50,
        setupClient: (client) => client.setRequests(callsOf(index++, connections)),
      },
      (error, { errors, timeouts }) =>
        error || errors || timeouts
          ? reject(error ?? new Error(`${errors} errors, ${timeouts} time-outs`))
          : resolve(),
    );
    run.on("response", (_client, status: number, _bytes, latencyMs: number) => {
      latenciesMs.push(latencyMs);
      lastMs = performance.now();
      startMs = Math.min(startMs, lastMs - latencyMs);
      if (status >= 300) refused.set(status, (refused.get(status) ?? 0) + 1);
    });
  });
  if (refused.size > 0)
    throw new Error(`refused: ${JSON.stringify(Object.fromEntries(refused))} at ${origin}`);
  return { requests: latenciesMs.length, seconds: (lastMs - startMs) / 1000, latenciesMs };
}

/** Evenly spaced requests at a fixed rate that never wait for an answer, so that slow answers do not thin the load. */
export async function paced(
  origin: string,
  calls: Call[],
  perSecond: number,
  seconds: number,
): Promise<Burst> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const pending: Promise<void>[] = [];
  const total = perSecond * seconds;
  try {
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(total, ((performance.now() - startMs) / 1000) * perSecond);
        while (pending.length < due) {
          const call = calls[pending.length % calls.length] ?? {};
          pending.push(once(agent, origin, call).then((ms) => void latenciesMs.push(ms)));
        }
        if (pending.length < total) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
    await Promise.all(pending);
  } finally {
    agent.destroy();
  }
  return { requests: total, seconds: (performance.now() - startMs) / 1000, latenciesMs };
}

/** ms until the whole answer is there. */
function once(agent: Agent, origin: string, call: Call): Promise<number> {
  const { method = "GET", path = "/", headers = {}, body } = call;
  return new Promise((resolve, reject) => {
    const sentMs = performance.now();
    const sent = request(new URL(path, origin), { method, headers, agent }, (response) => {
      response.resume();
      response.on("end", () =>
        (response.statusCode ?? 500) < 300
          ? resolve(performance.now() - sentMs)
          : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
