import { runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ASSETS } from "../domain/ledger/assets.ts";
import { availableOf } from "../domain/ledger/change.ts";
import { catchUp, perform } from "../domain/ledger/perform.ts";
import { type Done, histories, operationOf, START_MS } from "../domain/ledger/testing/histories.ts";
import { MemoryStore } from "../domain/ledger/testing/memory.ts";
import { allowNegative } from "../objects/account/allowance.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { SqlLedger } from "../objects/account/store.ts";
import { countRows, countRowsOf, seedHistory } from "../objects/account/testing/seed.ts";
import { clockEachTest, DAY, lot, newAccount, SECOND, START, spend } from "./ledger.ts";

clockEachTest();

/** Histories that run on both stores. The rules have thousands of their own; these are about the SQL. */
const HISTORIES = 500;

test("the SQLite store answers every random history as plain maps do", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 1));
  await runInDurableObject<AccountObject, void>(account, (_object, { storage }) => {
    fc.assert(
      fc.property(histories(10), fc.boolean(), (history, mayOwe) => {
        storage.transactionSync(() => {
          for (const { name } of storage.sql.exec<{ name: string }>(TABLES_BY_DEPENDENCE).toArray())
            storage.sql.exec(`DELETE FROM ${name}`);
        });
        const stores = [new MemoryStore(mayOwe), new SqlLedger(storage.sql)] as const;
        allowNegative(storage.sql, { allow: mayOwe, by: "test", atMs: START_MS });
        const done: Done[] = [];
        let clockMs = START_MS;
        for (const [ordinal, timed] of history.entries()) {
          clockMs += timed.passedMs;
          const operation = operationOf(timed, { ordinal, nowMs: clockMs, done });
          if (!operation) continue;
          const isNew = stores[0].earlier(operation.request.key) === null;
          const [expected, outcome] = stores.map((store) =>
            storage.transactionSync(() =>
              perform(store, operation.kind, operation.request, clockMs),
            ),
          ) as [Done["outcome"], Done["outcome"]];
          expect(outcome).toEqual(expected);
          if (isNew) done.push({ ...operation, outcome });
        }
        for (const store of stores) catchUp(store, clockMs + 30 * SECOND);
        const [memory, sql] = stores;
        for (const { id } of memory.lots.values()) expect(sql.lot(id)).toEqual(memory.lot(id));
        for (const { id } of memory.holds.values()) expect(sql.hold(id)).toEqual(memory.hold(id));
        for (const asset of ["power", "credits"] as const)
          expect(sql.counters(asset)).toEqual(memory.counters(asset));
        for (const atMs of [clockMs, clockMs + 20 * SECOND])
          expect(sql.balances(atMs)).toEqual(
            ASSETS.map((asset) => ({
              asset,
              available: availableOf(memory, asset, atMs),
              held: memory.counters(asset).held,
            })),
          );
        expect(sql.ends()).toEqual(memory.ends());
        expect(sql.stretches("coze", clockMs)).toEqual(memory.stretches("coze", clockMs));
      }),
      { numRuns: HISTORIES },
    );
  });
  expect(await account.audit()).toMatchObject({ faults: [] });
}, 60_000);

/** Children before what they refer to. */
const TABLES_BY_DEPENDENCE = `SELECT value AS name FROM json_each(
  '["hold_part", "hold", "lot", "ledger_entry", "counter", "refusal", "entitlement", "ledger_transaction"]')`;

describe("the audit finds", () => {
  test.each([
    [
      "an entry that was changed",
      "UPDATE ledger_entry SET amount = amount + 1 WHERE seq = 2 AND account = 'held'",
    ],
    ["an entry that is gone", "DELETE FROM ledger_entry WHERE seq = 2 AND account = 'held'"],
    ["a counter that drifted", "UPDATE counter SET available = available - 1, spent = spent + 1"],
    ["a lot that lost units", "UPDATE lot SET remaining = remaining - 1"],
    ["a lot that forgot a hold", "UPDATE lot SET held = held - 1"],
    ["a lot that forgot what was taken back", "UPDATE lot SET taken_back = 1"],
    ["a hold that lost a part", "DELETE FROM hold_part"],
    ["time that ran back", "UPDATE ledger_transaction SET at = at - 1 WHERE seq = 2"],
  ])("%s", async (_name, corruption) => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    await account.hold({ ...spend("h", 4), ttlSeconds: 60 });
    expect(await account.audit()).toEqual({ transactions: 2, faults: [] });
    await runInDurableObject(account, (_object, { storage }) => {
      storage.sql.exec(corruption);
    });
    expect((await account.audit()).faults).not.toEqual([]);
  });
});

describe("the cost of an operation does not grow with the history", () => {
  const AVAILABLE = 1_000;

  /** Rows read and written by each operation on an account with so many entries behind it. */
  async function costAt(entries: number) {
    const account = newAccount();
    await account.grantLot(lot("g", AVAILABLE));
    const costs = await runInDurableObject<AccountObject, unknown>(
      account,
      async (object, state) => {
        const { sql } = state.storage;
        seedHistory(sql, { entries, available: AVAILABLE, atMs: START });
        const cost = (work: () => unknown) =>
          countRowsOf(sql, async () => expect(await work()).toMatchObject({ ok: true }));
        return {
          deduct: await cost(() => object.deduct(spend("d", 1))),
          hold: await cost(() => object.hold({ ...spend("h", 5), ttlSeconds: 60 })),
          settle: await cost(() => object.settle({ key: "s", hold: "h", amount: 7 })),
          repeat: await cost(() => object.deduct(spend("d", 1))),
          balances: countRows(sql, () => object.balances()),
        };
      },
    );
    expect(await account.audit()).toMatchObject({ faults: [] });
    return costs;
  }

  test("rows read and written are the same at 10 and at 10,000 entries", async () => {
    const few = await costAt(10);
    // Each statement and each row costs every host's every call.
    expect(few).toMatchObject({ deduct: { statements: 10, written: 9 } });
    expect(await costAt(10_000)).toEqual(few);
  });

  test("nor with the number of lots that could be spent", async () => {
    const account = newAccount();
    await runInDurableObject<AccountObject, void>(account, async (object, { storage }) => {
      let lots = 0;
      const costAmong = (count: number) => {
        for (; lots < count; lots++)
          object.grantLot(lot(`g${lots}`, 10, lots % 3 === 0 ? null : START + DAY + lots));
        return countRowsOf(storage.sql, () => object.deduct(spend(`d${lots}`, 1)));
      };
      const amongFew = await costAmong(4);
      expect(await costAmong(400)).toEqual(amongFew);
    });
  });
});
