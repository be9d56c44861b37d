import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { AccountObject } from "../objects/account/object.ts";
import { ACCOUNT_SCHEMA } from "../objects/account/tables.ts";
import {
  type Account,
  again,
  alarmOf,
  clock,
  clockEachTest,
  DAY,
  dump,
  lot,
  newAccount,
  packageOf,
  power,
  projected,
  SECOND,
  START,
  spend,
  tablesOf,
} from "./ledger.ts";

clockEachTest();

test("a hundred parallel deductions of 1 from 50 are fifty successes", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 50));
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => account.deduct(spend(`d${n}`, 1))),
  );
  expect(answers.filter((answer) => answer.ok)).toHaveLength(50);
  expect(answers.filter((answer) => !answer.ok)).toEqual(
    Array(50).fill({ ok: false, error: { reason: "insufficient", asset: "power", available: 0 } }),
  );
  expect(await power(account)).toEqual({ asset: "power", available: 0, held: 0 });
  expect(await account.audit()).toMatchObject({ faults: [] });
});

test("a hundred repeats of one deduction at once take it once", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 50));
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => account.deduct(spend("d", 7))),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await power(account)).toMatchObject({ available: 43 });
});

test("an account that was only looked at stays empty", async () => {
  const account = newAccount();
  expect(await account.balances()).toEqual([
    { asset: "power", available: 0, held: 0 },
    { asset: "credits", available: 0, held: 0 },
  ]);
  expect(await packageOf(account)).toBeNull();
  expect(await account.history({ page: 1, pageSize: 20 })).toMatchObject({ items: [], total: 0 });
  expect(await account.audit()).toEqual({ transactions: 0, faults: [] });
  expect(await runDurableObjectAlarm(account)).toBe(false);
  expect(await tablesOf(account)).toEqual([]);
});

describe("what orders sold", () => {
  test("power and what is given on top are one lot", async () => {
    const account = newAccount();
    const request = {
      key: "order:R1",
      grant: { kind: "power" as const, name: "100 + 20", power: 100, givePower: 20 },
    };
    const granted = { ok: true, value: { name: "100 + 20", power: 120, available: 120 } };
    expect(await account.grant(request)).toEqual(granted);
    expect(await account.grant(request)).toEqual(granted);
    expect(
      await account.grant({ ...request, grant: { ...request.grant, power: 99, givePower: 21 } }),
    ).toEqual({ ok: false, error: { reason: "key-used-otherwise" } });
    expect((await account.history({ page: 1, pageSize: 20 })).items).toMatchObject([
      {
        kind: "grant",
        reference: "R1",
        detail: { source: "order", name: "100 + 20", power: 100, givePower: 20 },
        entries: [
          { account: "available", amount: 120, balance: 120 },
          { account: "issued", amount: -120, balance: -120 },
        ],
      },
    ]);
  });

  test("a Coze package stands in the same history", async () => {
    const account = newAccount();
    await account.grant({ key: "order:C1", grant: { kind: "coze", name: "专业版", days: 30 } });
    await account.grant({
      key: "order:R1",
      grant: { kind: "power", name: "100", power: 100, givePower: 0 },
    });
    const { items, total } = await account.history({ page: 1, pageSize: 20 });
    expect(total).toBe(2);
    expect(items.map(({ kind, detail }) => ({ kind, name: detail.name }))).toEqual([
      { kind: "grant", name: "100" },
      { kind: "coze.extend", name: "专业版" },
    ]);
    expect(await packageOf(account)).toMatchObject({
      name: "专业版",
      expiresAtMs: START + 30 * DAY,
    });
  });
});

describe("between any two operations", () => {
  const kills = {
    "an eviction": (account: Account) => evictDurableObject(account),
    "a crash": () => abortAllDurableObjects(),
  };

  test.each(Object.entries(kills))("%s changes nothing", async (_name, kill) => {
    const steps: ((account: Account) => Promise<unknown>)[] = [
      (account) => account.grantLot(lot("g1", 10, START + 60 * SECOND)),
      (account) => account.grantLot(lot("g2", 20)),
      (account) => account.hold({ ...spend("h1", 15), ttlSeconds: 30 }),
      (account) => account.deduct(spend("d1", 3)),
      (account) => account.deduct(spend("d2", 13)),
      (account) => account.settle({ key: "s1", hold: "h1", amount: 8 }),
      (account) => account.hold({ ...spend("h2", 5), ttlSeconds: 30 }),
      (account) => account.release({ key: "r1", hold: "h2" }),
      (account) =>
        account.reverse({ key: "v1", reference: "v", grant: "g2", policy: "what-is-left" }),
      (account) =>
        account.grant({ key: "order:C", grant: { kind: "coze", name: "专业版", days: 3 } }),
    ];
    const calm = newAccount();
    const troubled = newAccount();
    for (const step of steps) {
      const expected = await step(again(calm));
      const before = await dump(again(troubled));
      await kill(again(troubled));
      expect(await dump(again(troubled))).toEqual(before);
      expect(await step(again(troubled))).toEqual(expected);
      await kill(again(troubled));
      expect(await step(again(troubled))).toEqual(expected);
    }
    expect(await dumpOf(troubled)).toEqual(await dumpOf(calm));
    expect(await again(troubled).audit()).toMatchObject({ faults: [] });
  });
});

/** Without how often D1 is told: each life of the object counts its first change anew. */
async function dumpOf(account: Account) {
  const { outbox, ...tables } = await dump(again(account));
  const [row] = outbox ?? [];
  return { ...tables, outbox: { ...row, version: undefined } };
}

test("an operation that throws after any of its statements leaves nothing, and then goes through", async () => {
  const account = newAccount();
  await account.grantLot(lot("g", 10, START + 60 * SECOND));
  await account.hold({ ...spend("h", 4), ttlSeconds: 30 });
  const before = await dump(account);
  const alarm = await alarmOf(account);
  let statements = 0;
  for (let thrown = true; thrown; statements++)
    thrown = await runInDurableObject<AccountObject, boolean>(
      account,
      async (object, { storage: { sql } }) => {
        let left = statements;
        const original = sql.exec.bind(sql);
        const breaking = vi.spyOn(sql, "exec").mockImplementation((query: string, ...rest) => {
          const cursor = original(query, ...rest);
          if (left-- === 0) {
            cursor.toArray();
            throw new Error("the object was reset");
          }
          return cursor;
        });
        try {
          // It may share the commit of what was asked before it.
          await object.settle({ key: "s", hold: "h", amount: 6 });
          return false;
        } catch {
          return true;
        } finally {
          breaking.mockRestore();
        }
      },
    ).then(async (threw) => {
      if (threw) {
        expect(await dump(account)).toEqual(before);
        expect(await alarmOf(account)).toBe(alarm);
      }
      return threw;
    });
  expect(statements).toBeGreaterThan(10);
  expect(await power(account)).toEqual({ asset: "power", available: 4, held: 0 });
  expect(await account.audit()).toMatchObject({ faults: [] });
});

test("a refusal is remembered for a day and then makes room", async () => {
  const account = newAccount();
  const refused = await account.deduct(spend("d1", 5));
  expect(refused).toMatchObject({ ok: false });
  await account.grantLot(lot("g", 10));
  clock(DAY - SECOND);
  await account.deduct(spend("d2", 50));
  expect(await account.deduct(spend("d1", 5))).toEqual(refused);
  clock(DAY + SECOND);
  await account.deduct(spend("d3", 50));
  expect((await dump(account)).refusal?.map((row) => row.key)).toEqual(["d2", "d3"]);
  expect(await account.deduct(spend("d1", 5))).toMatchObject({ ok: true });
});

describe("time", () => {
  test("ends a hold by the alarm at its deadline", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    await account.hold({ ...spend("h", 4), ttlSeconds: 30 });
    await projected(account, 1 * SECOND);
    expect(await alarmOf(account)).toBe(START + 30 * SECOND);
    clock(30 * SECOND);
    expect(await runDurableObjectAlarm(account)).toBe(true);
    const [newest] = (await account.history({ page: 1, pageSize: 1 })).items;
    expect(newest).toMatchObject({ kind: "release", key: "lapse:h", atMs: START + 30 * SECOND });
    expect(await power(account)).toMatchObject({ available: 10, held: 0 });
    expect(await account.settle({ key: "s", hold: "h", amount: 1 })).toEqual({
      ok: false,
      error: { reason: "hold-ended", as: "lapsed" },
    });
    await projected(account, 40 * SECOND);
    expect(await alarmOf(account)).toBeNull();
  });

  test("ends a lot by the alarm, and on the next touch without one", async () => {
    const account = newAccount();
    await account.grantLot(lot("g1", 10, START + 10 * SECOND));
    await account.grantLot(lot("g2", 5, START + 20 * SECOND));
    await projected(account, 1 * SECOND);
    expect(await alarmOf(account)).toBe(START + 10 * SECOND);
    clock(10 * SECOND);
    await runDurableObjectAlarm(account);
    await projected(account, 11 * SECOND);
    expect(await alarmOf(account)).toBe(START + 20 * SECOND);
    clock(20 * SECOND);
    expect(await power(account)).toMatchObject({ available: 0 });
    const { items } = await account.history({ page: 1, pageSize: 20, kind: "expire" });
    expect(items.map((item) => item.key)).toEqual(["expire:g2", "expire:g1"]);
    await projected(account, 30 * SECOND);
    expect(await alarmOf(account)).toBeNull();
  });

  test("an alarm that fails sets the next one", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10, START + 10 * SECOND));
    clock(10 * SECOND);
    vi.spyOn(console, "error").mockImplementation(() => {});
    await runInDurableObject<AccountObject, void>(account, async (object, { storage }) => {
      const broken = vi.spyOn(storage, "transactionSync").mockImplementation(() => {
        throw new Error("disk I/O error");
      });
      await object.alarm();
      broken.mockRestore();
    });
    expect(await alarmOf(account)).not.toBeNull();
    await runDurableObjectAlarm(account);
    expect(await power(account)).toMatchObject({ available: 0 });
  });

  test("an alarm that went back with its transaction is set by the next", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    await projected(account, 1 * SECOND);
    const request = { ...spend("h", 4), ttlSeconds: 30 };
    await runInDurableObject<AccountObject, void>(account, (object, { storage }) => {
      const original = storage.transactionSync.bind(storage);
      const failing = vi.spyOn(storage, "transactionSync").mockImplementation((change) =>
        original(() => {
          change();
          throw new Error("the object was reset");
        }),
      );
      expect(() => object.hold(request)).toThrow("reset");
      failing.mockRestore();
    });
    expect(await alarmOf(account)).toBeNull();
    expect(await power(account)).toMatchObject({ available: 10, held: 0 });
    expect(await account.hold(request)).toMatchObject({ ok: true });
    await projected(account, 11 * SECOND);
    expect(await alarmOf(account)).toBe(START + 31 * SECOND);
  });

  test("an account that slept through more than one touch ends is right at once", async () => {
    const account = newAccount();
    for (let n = 0; n < 70; n++) await account.grantLot(lot(`g${n}`, 1, START + 10 * SECOND + n));
    await account.grantLot(lot("last", 5));
    clock(60 * SECOND);
    expect(await account.deduct(spend("d1", 6))).toMatchObject({
      error: { reason: "insufficient", available: 5 },
    });
    expect(await account.deduct(spend("d2", 2))).toMatchObject({ value: { available: 3 } });
    expect(await account.history({ page: 1, pageSize: 1, kind: "expire" })).toMatchObject({
      total: 70,
    });
    expect(await account.audit()).toMatchObject({ faults: [] });
  });
});

describe("the history", () => {
  test("is paged newest first, filtered by kind and time, with the total", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 100));
    for (let n = 1; n <= 25; n++) {
      clock(n * SECOND);
      await account.deduct(spend(`d${n}`, 1));
    }
    const keys = async (query: Parameters<AccountObject["history"]>[0]) => {
      const { items, total } = await account.history(query);
      return { keys: items.map((item) => item.key), total };
    };
    expect(await keys({ page: 3, pageSize: 10 })).toEqual({
      keys: ["d5", "d4", "d3", "d2", "d1", "g"],
      total: 26,
    });
    expect(await keys({ page: 1, pageSize: 2, kind: "deduct" })).toEqual({
      keys: ["d25", "d24"],
      total: 25,
    });
    const window = { fromMs: START + 3 * SECOND, toMs: START + 6 * SECOND };
    expect(await keys({ page: 1, pageSize: 10, ...window })).toEqual({
      keys: ["d5", "d4", "d3"],
      total: 3,
    });
    expect(await keys({ page: 1, pageSize: 10, kind: "grant", ...window })).toEqual({
      keys: [],
      total: 0,
    });
  });
});

test("an account of the first schema is taken along without loss", async () => {
  const account = newAccount();
  const sale = { kind: "coze" as const, name: '专业版 "A"', days: 30 };
  const answer = { name: sale.name, expiresAtMs: START + 30 * DAY };
  await runInDurableObject(account, (_object, { storage: { sql } }) => {
    sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT");
    sql.exec("INSERT INTO schema_version VALUES (1)");
    sql.exec(ACCOUNT_SCHEMA[0] as string);
    for (const [key, at] of [
      ["order:C2", START - 5],
      ["order:C1", START - 9],
    ])
      sql.exec(
        "INSERT INTO journal VALUES (?, 'coze.extend', ?, ?, ?)",
        key,
        JSON.stringify(sale),
        JSON.stringify(answer),
        at,
      );
    sql.exec(
      "INSERT INTO entitlement VALUES ('coze', ?, ?, ?)",
      sale.name,
      START + 30 * DAY,
      START,
    );
  });
  expect(await packageOf(account)).toEqual({ ...answer, next: [] });
  expect((await account.history({ page: 1, pageSize: 20 })).items).toEqual(
    [
      { seq: 2, key: "order:C2", reference: "C2", atMs: START - 5 },
      { seq: 1, key: "order:C1", reference: "C1", atMs: START - 9 },
    ].map((item) => ({
      ...item,
      kind: "coze.extend",
      detail: { name: sale.name, days: 30, expiresAtMs: answer.expiresAtMs },
      entries: [],
    })),
  );
  const before = await dump(account);
  expect(await account.grant({ key: "order:C1", grant: sale })).toEqual({
    ok: true,
    value: answer,
  });
  expect(await account.grant({ key: "order:C1", grant: { ...sale, days: 31 } })).toEqual({
    ok: false,
    error: { reason: "key-used-otherwise" },
  });
  expect(await dump(account)).toEqual(before);
  expect(await tablesOf(account)).not.toContain("journal");
  expect(await account.grant({ key: "order:C3", grant: sale })).toMatchObject({
    value: { expiresAtMs: START + 60 * DAY },
  });
});
