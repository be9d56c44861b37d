import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { ACCOUNT_SCHEMA } from "../objects/account/tables.ts";
import { clock, clockEachTest, DAY, newAccount, packageOf, START, tablesOf } from "./ledger.ts";

clockEachTest();

const HOUR = 3_600_000;
const PRO = { kind: "coze" as const, name: "专业版", names: { en: "Pro" }, days: 30 };
const TRIAL_ONLY = {
  name: "体验版",
  startsAtMs: START + 30 * DAY,
  expiresAtMs: START + 37 * DAY,
};
const TRIAL = { kind: "coze" as const, name: "体验版", days: 7 };

interface Past {
  key: string;
  kind: "coze.extend" | "coze.retract";
  reference: string;
  atMs: number;
  detail: object;
  request?: object;
  answer: object;
}

const sold = (orderNo: string, sale: typeof TRIAL, atMs: number, endMs: number): Past => {
  const { kind: _kind, ...rest } = sale;
  return {
    key: `order:${orderNo}`,
    kind: "coze.extend",
    reference: orderNo,
    atMs,
    detail: {
      name: sale.name,
      ...("names" in sale ? { name_en: "Pro" } : {}),
      days: sale.days,
      expiresAtMs: endMs,
    },
    request: { kind: "coze.extend", reference: orderNo, sale: rest },
    answer: { ...rest, days: undefined, expiresAtMs: endMs },
  };
};

/** An account as the fourth schema left it: one end for all packages, and the history. */
async function storedBefore(past: Past[], end: { name: string; endMs: number; atMs: number }) {
  const account = newAccount();
  await runInDurableObject(account, (_object, { storage: { sql } }) => {
    sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT");
    sql.exec("INSERT INTO schema_version VALUES (4)");
    for (const step of ACCOUNT_SCHEMA.slice(0, 4)) sql.exec(step);
    for (const { key, kind, reference, atMs, detail, request, answer } of past)
      sql.exec(
        `INSERT INTO ledger_transaction (key, kind, reference, at, detail, request, answer)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        key,
        kind,
        reference,
        atMs,
        JSON.stringify(detail),
        request ? JSON.stringify(request) : null,
        JSON.stringify(answer),
      );
    sql.exec(
      "INSERT INTO entitlement (kind, name, expires_at, updated_at) VALUES ('coze', ?, ?, ?)",
      end.name,
      end.endMs,
      end.atMs,
    );
  });
  return account;
}

test("a trial on top of a higher package changes none of its days, and follows it", async () => {
  const account = newAccount();
  await account.grant({ key: "order:A", grant: { ...PRO, tier: 1 } });
  const granted = await account.grant({ key: "order:B", grant: TRIAL });
  expect(granted).toEqual({
    ok: true,
    value: { name: "体验版", startsAtMs: START + 30 * DAY, expiresAtMs: START + 37 * DAY },
  });
  const held = { expiresAtMs: START + 37 * DAY };
  expect(await packageOf(account)).toMatchObject({ ...held, name: "专业版", next: [TRIAL_ONLY] });
  clock(30 * DAY);
  expect(await packageOf(account)).toEqual({ ...held, name: "体验版", next: [] });
  clock(37 * DAY);
  expect(await packageOf(account)).toBeNull();
});

test("a higher package starts at once, and what it displaced goes on with what was left of it", async () => {
  const account = newAccount();
  await account.grant({ key: "order:A", grant: TRIAL });
  clock(2 * DAY);
  await account.grant({ key: "order:B", grant: { ...PRO, tier: 1 } });
  expect(await packageOf(account)).toMatchObject({ name: "专业版", expiresAtMs: START + 37 * DAY });
  const refund = { key: "refund:A", orderNo: "A", grant: TRIAL, policy: "what-is-left" as const };
  expect(await account.reverseGrant(refund)).toMatchObject({ value: { amount: 5 } });
  expect(await packageOf(account)).toMatchObject({ expiresAtMs: START + 32 * DAY, next: [] });
  expect(await account.audit()).toMatchObject({ faults: [] });
});

test("an order's days are known where they run by now, and when they have ended", async () => {
  const account = newAccount();
  await account.grant({ key: "order:A", grant: TRIAL });
  clock(2 * DAY);
  await account.grant({ key: "order:B", grant: { ...PRO, tier: 1 } });
  const moved = { startsAtMs: START + 32 * DAY, expiresAtMs: START + 37 * DAY };
  expect(await account.entitlementOf("coze", "A")).toMatchObject(moved);
  clock(40 * DAY);
  expect(await account.entitlementOf("coze", "A")).toMatchObject(moved);
  expect(await account.entitlementOf("coze", "C")).toBeNull();
});

describe("an account with one end for all packages is carried over", () => {
  const bought = START - 10 * DAY;
  const past = [
    sold("A", PRO, bought, bought + 30 * DAY),
    sold("B", TRIAL, bought + HOUR, bought + 37 * DAY),
  ];
  const end = { name: "体验版", endMs: bought + 37 * DAY, atMs: bought + HOUR };

  test("each order has its days, as they were sold", async () => {
    const account = await storedBefore(past, end);
    expect(await packageOf(account)).toEqual({
      name: "专业版",
      names: { en: "Pro" },
      expiresAtMs: end.endMs,
      next: [{ name: "体验版", startsAtMs: bought + 30 * DAY, expiresAtMs: bought + 37 * DAY }],
    });
    const list = { kind: "coze", tier: 0 };
    expect(await account.entitlements()).toEqual([
      {
        ...list,
        source: "order:A",
        name: "专业版",
        names: { en: "Pro" },
        days: 30,
        startsAtMs: bought,
        expiresAtMs: bought + 30 * DAY,
      },
      {
        ...list,
        source: "order:B",
        name: "体验版",
        days: 7,
        startsAtMs: bought + 30 * DAY,
        expiresAtMs: bought + 37 * DAY,
      },
    ]);
  });

  test("a repeated grant hears its first answer, and the next one extends", async () => {
    const account = await storedBefore(past, end);
    const before = await account.entitlements();
    expect(await account.grant({ key: "order:B", grant: TRIAL })).toEqual({
      ok: true,
      value: { name: "体验版", expiresAtMs: end.endMs },
    });
    expect(await account.entitlements()).toEqual(before);
    await account.grant({ key: "order:C", grant: PRO });
    expect(await packageOf(account)).toMatchObject({ expiresAtMs: end.endMs + 30 * DAY });
  });

  test("a refund of the first order takes its own days and leaves the other's", async () => {
    const account = await storedBefore(past, end);
    const reversal = { key: "refund:A", orderNo: "A", grant: PRO, policy: "what-is-left" as const };
    expect(await account.reverseGrant(reversal)).toMatchObject({ value: { amount: 20 } });
    expect(await packageOf(account)).toEqual({
      name: "体验版",
      expiresAtMs: START + 7 * DAY,
      next: [],
    });
  });

  test("what was taken back stays so, and a repeat of that hears the same", async () => {
    const { kind: _kind, ...sale } = PRO;
    const takenAt = bought + 2 * DAY;
    const account = await storedBefore(
      [
        ...past,
        {
          key: "refund:A",
          kind: "coze.retract",
          reference: "A",
          atMs: takenAt,
          detail: { name: "专业版", days: -28, policy: "what-is-left" },
          request: {
            kind: "coze.retract",
            reference: "A",
            sale,
            soldUntilMs: bought + 30 * DAY,
            policy: "what-is-left",
          },
          answer: { days: 28, coze: { name: "体验版", expiresAtMs: takenAt + 7 * DAY } },
        },
      ],
      { name: "体验版", endMs: takenAt + 7 * DAY, atMs: takenAt },
    );
    clock(-6 * DAY);
    expect(await account.entitlements()).toMatchObject([
      { source: "order:B", startsAtMs: takenAt, expiresAtMs: takenAt + 7 * DAY },
    ]);
    const reversal = { key: "refund:A", orderNo: "A", grant: PRO, policy: "what-is-left" as const };
    expect(await account.reverseGrant(reversal)).toEqual({
      ok: true,
      value: { unit: "days", amount: 28, owed: 0 },
    });
    expect(await packageOf(account)).toMatchObject({ expiresAtMs: takenAt + 7 * DAY });
  });

  test("a pause between two packages gives nothing back", async () => {
    const account = await storedBefore(
      [
        sold("A", PRO, START - 90 * DAY, START - 60 * DAY),
        sold("B", TRIAL, START - DAY, START + 6 * DAY),
      ],
      { name: "体验版", endMs: START + 6 * DAY, atMs: START - DAY },
    );
    expect(await account.entitlements()).toMatchObject([
      { source: "order:B", startsAtMs: START - DAY, expiresAtMs: START + 6 * DAY },
    ]);
  });

  test("days that no order explains are kept under the name that they had", async () => {
    const account = await storedBefore([sold("B", TRIAL, START - DAY, START + 20 * DAY)], {
      name: "旧版",
      endMs: START + 20 * DAY,
      atMs: START - DAY,
    });
    expect(await account.entitlements()).toMatchObject([
      {
        source: "carried-over",
        name: "旧版",
        startsAtMs: START - DAY,
        expiresAtMs: START + 13 * DAY,
      },
      { source: "order:B", startsAtMs: START + 13 * DAY, expiresAtMs: START + 20 * DAY },
    ]);
    expect(await account.audit()).toMatchObject({ faults: [] });
  });

  test("what has ended stays ended", async () => {
    const account = await storedBefore([sold("B", TRIAL, START - 9 * DAY, START - 2 * DAY)], {
      name: "体验版",
      endMs: START - 2 * DAY,
      atMs: START - 9 * DAY,
    });
    expect(await account.entitlements()).toEqual([]);
    expect(await tablesOf(account)).toContain("entitlement");
  });
});
