import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { ACCOUNT_SCHEMA } from "../objects/account/tables.ts";
import {
  clockEachTest,
  DAY,
  dump,
  newAccount,
  packageOf,
  power,
  SECOND,
  START,
  spend,
} from "./ledger.ts";

clockEachTest();

test("an account of the third schema keeps its books, and knows what was taken back", async () => {
  const account = newAccount();
  await runInDurableObject(account, (_object, { storage: { sql } }) => {
    sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT");
    sql.exec("INSERT INTO schema_version VALUES (3)");
    for (const step of ACCOUNT_SCHEMA.slice(0, 3)) sql.exec(step);
    for (const [key, kind, detail, answer] of [
      ["g1", "grant", "{}", "{}"],
      ["g2", "grant", "{}", "{}"],
      ["h", "hold", "{}", "{}"],
      ["v", "reverse", '{"grant":"g1"}', '{"amount":6}'],
    ])
      sql.exec(
        "INSERT INTO ledger_transaction (key, kind, reference, at, detail, answer) VALUES (?, ?, '', ?, ?, ?)",
        key,
        kind,
        START,
        detail,
        answer,
      );
    sql.exec(`INSERT INTO ledger_entry VALUES
      (1, 'power', 'issued', -10, -10), (1, 'power', 'available', 10, 10),
      (2, 'power', 'issued', -5, -15), (2, 'power', 'available', 5, 15),
      (3, 'power', 'available', -4, 11), (3, 'power', 'held', 4, 4),
      (4, 'power', 'available', -6, 5), (4, 'power', 'reversed', 6, 6)`);
    sql.exec("INSERT INTO counter VALUES ('power', -15, 5, 4, 0, 0, 6)");
    sql.exec(`INSERT INTO lot VALUES ('g1', 'power', 'test', 10, 0, 4, ${START}, NULL),
      ('g2', 'power', 'test', 5, 5, 0, ${START}, NULL)`);
    sql.exec(`INSERT INTO hold VALUES ('h', 'power', 4, '', ${START + 60 * SECOND}, 'open')`);
    sql.exec("INSERT INTO hold_part VALUES ('h', 0, 'g1', 4)");
  });
  expect(await power(account)).toMatchObject({ available: 5, held: 4 });
  expect(await account.audit()).toEqual({ transactions: 4, faults: [] });
  expect((await dump(account)).lot).toMatchObject([
    { id: "g1", held: 4, taken_back: 6 },
    { id: "g2", remaining: 5, taken_back: 0 },
  ]);
  await account.settle({ key: "s", hold: "h", amount: 1 });
  expect(await power(account)).toMatchObject({ available: 8, held: 0 });
  await runInDurableObject(account, (_object, { storage: { sql } }) => {
    expect(() => sql.exec("INSERT INTO hold_part VALUES ('none', 0, 'g1', 1)")).toThrow("FOREIGN");
  });
  expect(await account.audit()).toMatchObject({ faults: [] });
});

test("a package that is taken back leaves what other orders sold, as they sold it", async () => {
  const account = newAccount();
  const basic = {
    kind: "coze" as const,
    name: "基础版",
    names: { en: "Basic" },
    days: 30,
    tier: 1,
  };
  const pro = { kind: "coze" as const, name: "专业版", days: 1, tier: 2 };
  await account.grant({ key: "order:A1", grant: basic });
  await account.grant({ key: "order:B1", grant: pro });
  expect(await packageOf(account)).toEqual({
    name: "专业版",
    expiresAtMs: START + 31 * DAY,
    next: [
      {
        ...{ name: "基础版", names: { en: "Basic" } },
        startsAtMs: START + DAY,
        expiresAtMs: START + 31 * DAY,
      },
    ],
  });
  const takeBack = { key: "refund:B1", orderNo: "B1", grant: pro, policy: "what-is-left" as const };
  const taken = await account.reverseGrant(takeBack);
  expect(await packageOf(account)).toEqual({
    ...{ name: "基础版", names: { en: "Basic" } },
    expiresAtMs: START + 30 * DAY,
    next: [],
  });
  expect(await account.reverseGrant(takeBack)).toEqual(taken);
});

describe("a refund takes back what an order granted", () => {
  const grant = { kind: "power" as const, name: "100 + 20", power: 100, givePower: 20 };
  const takeBack = { key: "refund:R1", orderNo: "R1", grant, policy: "all-or-nothing" as const };

  test("in full, once", async () => {
    const account = newAccount();
    await account.grant({ key: "order:R1", grant });
    const taken = { ok: true, value: { unit: "power", amount: 120, owed: 0 } };
    expect(await account.reverseGrant(takeBack)).toEqual(taken);
    expect(await account.reverseGrant(takeBack)).toEqual(taken);
    expect(await power(account)).toMatchObject({ available: 0 });
    expect(await account.audit()).toEqual({ transactions: 2, faults: [] });
  });

  test("never below zero, unless an operator allows it; what is owed is then paid first", async () => {
    const account = newAccount();
    await account.grant({ key: "order:R1", grant });
    await account.deduct(spend("d", 50));
    expect(await account.reverseGrant(takeBack)).toEqual({
      ok: false,
      error: { unit: "power", left: 70, granted: 120 },
    });
    expect(await account.standing()).toMatchObject({
      allowNegative: false,
      owed: { power: 0, credits: 0 },
    });
    await account.allowNegative(true, "operator-wang");
    expect(await account.reverseGrant({ ...takeBack, key: "refund:R1:2" })).toEqual({
      ok: true,
      value: { unit: "power", amount: 120, owed: 50 },
    });
    expect(await account.standing()).toMatchObject({
      allowNegative: true,
      owed: { power: 50, credits: 0 },
    });
    expect(await power(account)).toMatchObject({ available: 0 });
    await account.allowNegative(false, "operator-wang");
    await account.grant({ key: "order:R2", grant });
    expect(await power(account)).toMatchObject({ available: 70 });
    expect(await account.standing()).toMatchObject({ allowNegative: false, owed: { power: 0 } });
    expect(await account.audit()).toMatchObject({ faults: [] });
  });
});
