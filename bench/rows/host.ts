import { randomUUID } from "node:crypto";
import { createStatement, newKey } from "../../scripts/tools/api-keys.ts";
import { type Customer, get, newCustomer, post } from "../tools/customers.ts";
import { type Burst, type Call, each } from "../tools/load.ts";
import { measure, type Row, type Subject } from "../tools/rounds.ts";
import type { World } from "../tools/world.ts";

const CONCURRENCY = 8;
/** Of one account that many calls are about at once. */
const HOT_CONNECTIONS = 16;
const CALLS = 200;
const BATCH_EVENTS = 500;
/** As many as a batch may be about. */
const BATCH_ACCOUNTS = 50;
const EVENTS_BEFORE = [10, 10_000];

/** What a host product's backend does, on one account and spread over all of `customers`, who have power. */
export async function hostRows(
  world: World,
  customers: Customer[],
  rounds: number,
): Promise<Row[]> {
  const key = newKey();
  await world.sql(createStatement(key, "bench", Date.now()));
  const write = (who: Customer, verb: string, body: object, idempotencyKey: string): Call =>
    post(
      `/api/customers/${who.id}/${verb}`,
      { authorization: `Bearer ${key.token}`, "idempotency-key": idempotencyKey },
      body,
    );
  const over = (accounts: Customer[], at: number) => accounts[at % accounts.length] as Customer;

  const deduct = (accounts: Customer[], concurrency = CONCURRENCY): Subject => ({
    group: "host",
    name: `deduct on ${accounts.length} account${accounts.length > 1 ? "s" : ""}${concurrency === CONCURRENCY ? "" : `, ${concurrency} connections`}`,
    concurrency,
    objects: accounts.length,
    run: () => {
      const calls = Array.from({ length: CALLS }, (_, at) =>
        write(
          over(accounts, at),
          "deduct",
          { asset: "power", amount: 1, reference: "bench" },
          randomUUID(),
        ),
      );
      return each(world.productUrl, calls, concurrency);
    },
  });
  const record = (accounts: Customer[], mode: string): Subject => ({
    group: "host",
    name: `record usage (${mode}) on ${accounts.length} account${accounts.length > 1 ? "s" : ""}`,
    concurrency: CONCURRENCY,
    objects: accounts.length,
    run: () => {
      const calls = Array.from({ length: CALLS }, (_, at) =>
        write(over(accounts, at), "usage", { ...used(), mode }, randomUUID()),
      );
      return each(world.productUrl, calls, CONCURRENCY);
    },
  });
  const batch = (events: object[]): Call =>
    post("/api/usage", { authorization: `Bearer ${key.token}` }, { events });
  const batches = (): Subject => ({
    group: "host",
    name: `${BATCH_EVENTS} events of ${BATCH_ACCOUNTS} accounts in a batch`,
    concurrency: 1,
    run: () => {
      const events = Array.from({ length: BATCH_EVENTS }, (_, at) => ({
        ...used(),
        customer: over(customers.slice(0, BATCH_ACCOUNTS), at).id,
      }));
      return each(world.productUrl, [batch(events)], 1);
    },
  });
  const usagePage = async (before: number): Promise<Subject> => {
    const who = await newCustomer(world);
    const events = Array.from({ length: before }, () => ({ ...used(), customer: who.id }));
    for (let from = 0; from < before; from += BATCH_EVENTS)
      await each(world.productUrl, [batch(events.slice(from, from + BATCH_EVENTS))], 1);
    return {
      group: "host",
      name: `usage page after ${before} events`,
      concurrency: CONCURRENCY,
      run: () => {
        const calls = Array.from({ length: CALLS }, () => get("/api/portal/usage", who.headers));
        return each(world.productUrl, calls, CONCURRENCY);
      },
    };
  };
  const holdAndSettle = (accounts: Customer[]): Subject => ({
    group: "host",
    name: `hold, then settle on ${accounts.length} account${accounts.length > 1 ? "s" : ""}`,
    concurrency: CONCURRENCY,
    objects: accounts.length,
    run: async () => {
      const settlements: Call[] = [];
      const holds = Array.from({ length: CALLS / 2 }, (_, at): Call => {
        const who = over(accounts, at);
        const body = { asset: "power", amount: 2, ttlSeconds: 600, reference: "bench" };
        return {
          ...write(who, "hold", body, randomUUID()),
          onResponse: (_status, answer) => {
            const { hold } = JSON.parse(answer);
            settlements.push(write(who, "settle", { hold, amount: 1 }, randomUUID()));
          },
        };
      });
      const held = await each(world.productUrl, holds, CONCURRENCY);
      return together(held, await each(world.productUrl, settlements, CONCURRENCY));
    },
  });
  const one = customers.slice(0, 1);
  return measure(
    world,
    [
      ...[
        deduct(one),
        deduct(one, HOT_CONNECTIONS),
        deduct(customers),
        holdAndSettle(one),
        holdAndSettle(customers),
      ],
      ...[record(one, "record"), record(customers, "record"), record(one, "enforce"), batches()],
      ...(await Promise.all(EVENTS_BEFORE.map(usagePage))),
    ],
    rounds,
  );
}

/** A product of the demo catalog without a quota: nothing is refused. */
const used = () => ({ id: randomUUID(), product: "text_tokens", count: 1 });

const together = (a: Burst, b: Burst): Burst => ({
  requests: a.requests + b.requests,
  seconds: a.seconds + b.seconds,
  latenciesMs: [...a.latenciesMs, ...b.latenciesMs],
});
