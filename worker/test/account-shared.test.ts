import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Operation } from "../domain/ledger/operations.ts";
import { perform } from "../domain/ledger/perform.ts";
import { type Done, histories, operationOf } from "../domain/ledger/testing/histories.ts";
import { MemoryStore } from "../domain/ledger/testing/memory.ts";
import type { Result } from "../domain/result.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { again, clock, clockEachTest, lot, newAccount, power, START, spend } from "./ledger.ts";

/** Calls that come while a write is under way share the next commit (worker/durable/shared-commit.ts). */

clockEachTest();

const HISTORIES = 50;

/** As a host's call, or the product's own, comes to the object. */
function ask(object: AccountObject, { kind, request }: Operation): unknown {
  if (kind === "grant") return object.grantLot(request);
  if (kind === "deduct") return object.deduct(request);
  if (kind === "hold") return object.hold(request);
  if (kind === "settle") return object.settle(request);
  if (kind === "release") return object.release(request);
  return kind === "reverse" ? object.reverse(request) : null;
}

test("calls at once are answered as one after the other: same answers, same order, same refusals", async () => {
  await fc.assert(
    fc.asyncProperty(
      histories(8),
      fc.array(fc.integer({ min: 1, max: 7 })),
      async (history, sizes) => {
        const account = newAccount();
        const expected: Done["outcome"][] = [];
        const answers = await runInDurableObject<AccountObject, unknown[]>(
          account,
          async (object) => {
            const plain = new MemoryStore();
            const done: Done[] = [];
            const heard: Promise<unknown>[] = [];
            let clockMs = START;
            let together = 0;
            let group = 0;
            for (const [ordinal, timed] of history.entries()) {
              clockMs += timed.passedMs;
              const operation = operationOf(timed, { ordinal, nowMs: clockMs, done });
              if (!operation || operation.kind.startsWith("entitlement")) continue;
              // All of a group come within one time: what waits is carried out by the clock of its turn.
              if (together-- <= 0) {
                await Promise.all(heard);
                await new Promise((resolve) => setTimeout(resolve, 0));
                vi.setSystemTime(clockMs);
                together = sizes[group++ % (sizes.length || 1)] ?? 3;
              }
              const isNew = plain.earlier(operation.request.key) === null;
              const outcome = perform(plain, operation.kind, operation.request, Date.now());
              expected.push(outcome);
              if (isNew) done.push({ ...operation, outcome } as Done);
              heard.push(Promise.resolve(ask(object, operation)));
            }
            return Promise.all(heard);
          },
        );
        expect(answers).toEqual(expected);
        expect(await account.audit()).toMatchObject({ faults: [] });
      },
    ),
    { numRuns: HISTORIES },
  );
}, 60_000);

test("what comes while a write is under way runs in one turn, each a savepoint that fails alone", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 10));
  const seen = await runInDurableObject<AccountObject, unknown>(
    account,
    async (object, { storage }) => {
      const original = storage.transactionSync.bind(storage);
      let turn = 0;
      const turns: number[] = [];
      vi.spyOn(storage, "transactionSync").mockImplementation((change) => {
        turns.push(turn);
        return original(change);
      });
      const next = () => {
        turn += 1;
        if (turn < 50) setTimeout(next, 0);
      };
      const calls = [
        object.deduct(spend("first", 1)),
        object.deduct(spend("second", 2)),
        // A caller's mistake is a bug here: it throws, and takes nothing of its neighbours with it.
        object.deduct({ ...spend("broken", 1), amount: 0.5 }),
        object.deduct(spend("too much", 100)),
        object.hold({ ...spend("third", 3), ttlSeconds: 60 }),
      ];
      setTimeout(next, 0);
      const answers = await Promise.allSettled(calls);
      return { isAtOnce: !(calls[0] instanceof Promise), turns, answers };
    },
  );
  expect(seen).toMatchObject({
    isAtOnce: true,
    turns: [0, expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
    answers: [
      { value: { ok: true, value: { available: 9 } } },
      { value: { ok: true, value: { available: 7 } } },
      { status: "rejected" },
      { value: { ok: false, error: { reason: "insufficient", available: 7 } } },
      { value: { ok: true, value: { available: 4, held: 3 } } },
    ],
  });
  const { turns } = seen as { turns: number[] };
  expect(new Set(turns.slice(1)).size).toBe(1);
  expect(await account.audit()).toEqual({ transactions: 4, faults: [] });
});

test("whatever else the object is asked comes after what waits", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 10));
  const available = await runInDurableObject<AccountObject, unknown>(account, async (object) => {
    const waiting = [object.deduct(spend("a", 4)), object.deduct(spend("b", 5))];
    const seen = object.balances()[0];
    const granted = object.grantLot(lot("g2", 3));
    await Promise.all(waiting);
    return [seen?.available, granted.ok && granted.value.available];
  });
  expect(available).toEqual([1, 4]);
});

test("killed in the middle, a call that was not answered is whole or was never there, and its repeat is the same", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 50));
  const call = (n: number) => again(account).deduct(spend(`d${n}`, 1));
  const first = Array.from({ length: 30 }, (_, n) => call(n));
  const answered = Promise.allSettled(first);
  await Promise.race(first).catch(() => {});
  await abortAllDurableObjects();
  const heard = await answered;
  clock(1_000);
  const repeated = (await Promise.all(Array.from({ length: 30 }, (_, n) => call(n)))) as Result<
    { available: number },
    unknown
  >[];
  for (const [n, each] of heard.entries())
    if (each.status === "fulfilled") expect(repeated[n]).toEqual(each.value);
  expect(heard.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(await power(again(account))).toMatchObject({ available: 20 });
  expect(await again(account).audit()).toEqual({ transactions: 31, faults: [] });
});
