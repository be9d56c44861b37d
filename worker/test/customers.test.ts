import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { breakD1 } from "./breaking.ts";
import {
  again,
  clock,
  clockEachTest,
  DAY,
  lot,
  newAccount,
  SECOND,
  START,
  spend,
} from "./ledger.ts";
import { bindings } from "./world.ts";

/** What operators' lists show of a customer, and the events that host products hear. */

clockEachTest();
afterEach(() => {
  vi.restoreAllMocks();
});

type Account = ReturnType<typeof newAccount>;

const idOf = (account: Account): string => account.name ?? "";

const rowOf = (account: Account) =>
  bindings.DB.prepare("SELECT * FROM customer WHERE id = ?")
    .bind(idOf(account))
    .first<Record<string, string | number | null>>();

const eventsOf = async (account: Account) => {
  const { results } = await bindings.DB.prepare(
    "SELECT type, seq, data FROM event WHERE subject = ? ORDER BY position",
  )
    .bind(idOf(account))
    .all<{ type: string; seq: number; data: string }>();
  return results.map(({ type, seq, data }) => ({ type, seq, data: JSON.parse(data) }));
};

/** The alarm as it goes off at this time. */
async function alarmAt(account: Account, afterMs: number): Promise<void> {
  clock(afterMs);
  await runDurableObjectAlarm(again(account));
}

const balancesIn = (row: Awaited<ReturnType<typeof rowOf>>) =>
  JSON.parse((row?.balances as string) ?? "[]") as { asset: string; available: number }[];

describe("a customer's row", () => {
  test("follows the account within seconds, and is written at most once in ten", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 100));
    expect(await rowOf(account)).toBeNull();
    await alarmAt(account, 1 * SECOND);
    expect(balancesIn(await rowOf(account))).toContainEqual({
      asset: "power",
      available: 100,
      held: 0,
    });
    const batches = vi.spyOn(Object.getPrototypeOf(bindings.DB), "batch");
    for (let n = 0; n < 20; n++) await account.deduct(spend(`d${n}`, 1));
    await alarmAt(account, 5 * SECOND);
    expect(batches).not.toHaveBeenCalled();
    await alarmAt(account, 11 * SECOND);
    expect(batches).toHaveBeenCalledTimes(1);
    expect(balancesIn(await rowOf(account))).toContainEqual({
      asset: "power",
      available: 80,
      held: 0,
    });
  });

  test("says who it is once they have signed in, and when they were first and last seen", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 1));
    clock(DAY);
    await account.introduce({ name: "林知夏", email: "lin@example.com" });
    await alarmAt(account, DAY + SECOND);
    expect(await rowOf(account)).toMatchObject({
      name: "林知夏",
      email: "lin@example.com",
      first_seen_at: START,
      last_seen_at: START + DAY,
    });
  });

  test("is told again while D1 fails, and a change meanwhile is not lost", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    breakD1("before");
    await alarmAt(account, 1 * SECOND);
    expect(await rowOf(account)).toBeNull();
    await account.deduct(spend("d", 4));
    vi.restoreAllMocks();
    await alarmAt(account, 61 * SECOND);
    expect(balancesIn(await rowOf(account))).toContainEqual({
      asset: "power",
      available: 6,
      held: 0,
    });
    expect((await eventsOf(account)).map(({ type }) => type)).toEqual(["power.granted"]);
  });

  test("a change after an answer that was lost is not taken for what D1 has", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    breakD1("after");
    await alarmAt(account, 1 * SECOND);
    vi.restoreAllMocks();
    expect(balancesIn(await rowOf(account))[0]).toMatchObject({ available: 10 });
    await again(account).deduct(spend("d", 4));
    await alarmAt(account, 61 * SECOND);
    expect(balancesIn(await rowOf(account))[0]).toMatchObject({ available: 6 });
  });

  test("nor is one after the object died with its answer", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    breakD1("after");
    await alarmAt(account, 1 * SECOND);
    vi.restoreAllMocks();
    await abortAllDurableObjects();
    await again(account).deduct(spend("d", 4));
    await alarmAt(account, 61 * SECOND);
    expect(balancesIn(await rowOf(account))[0]).toMatchObject({ available: 6 });
  });

  test("an older state that arrives late overwrites nothing", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    await alarmAt(account, 1 * SECOND);
    await bindings.DB.prepare("UPDATE customer SET version = 99, balances = '[]' WHERE id = ?")
      .bind(idOf(account))
      .run();
    await account.deduct(spend("d", 4));
    await alarmAt(account, 12 * SECOND);
    expect(balancesIn(await rowOf(account))).toEqual([]);
  });

  test("what is at rest asks for no alarm", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10));
    await alarmAt(account, 1 * SECOND);
    await alarmAt(account, 30 * SECOND);
    const armed = await runInDurableObject(again(account), (_, state) => state.storage.getAlarm());
    expect(armed).toBeNull();
  });
});

describe("an account's events", () => {
  test("are what was granted, expired and reversed, in order, each once", async () => {
    const account = newAccount();
    await account.grantLot(lot("g", 10, START + 5 * SECOND));
    await account.grantLot(lot("h", 7));
    await account.deduct(spend("d", 4));
    await account.reverse({
      key: "r",
      reference: "h",
      grant: "h",
      policy: "what-is-left",
    });
    for (const seconds of [6, 20, 40]) await alarmAt(account, seconds * SECOND);
    const events = await eventsOf(account);
    expect(events.map(({ type, data }) => [type, data.amount])).toEqual([
      ["power.granted", 10],
      ["power.granted", 7],
      ["power.reversed", 7],
      ["power.expired", 6],
    ]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test("say which days came or went, and when all that is left ends", async () => {
    const account = newAccount();
    const pro = { kind: "coze" as const, name: "专业版", days: 30, tier: 1 };
    const trial = { kind: "coze" as const, name: "体验版", days: 7 };
    await account.grant({ key: "order:A", grant: pro });
    await account.grant({ key: "order:B", grant: trial });
    await account.reverseGrant({ key: "r", orderNo: "B", grant: trial, policy: "what-is-left" });
    for (const seconds of [6, 20, 40]) await alarmAt(account, seconds * SECOND);
    const ends = (days: number) => ({ kind: "coze", expiresAtMs: START + days * DAY });
    expect((await eventsOf(account)).map(({ data }) => data)).toEqual([
      { ...ends(30), name: "专业版", days: 30, reference: "A" },
      { ...ends(37), name: "体验版", days: 7, reference: "B" },
      { ...ends(30), name: "体验版", days: -7, reference: "B" },
    ]);
  });

  test("more than one delivery carries are delivered in several", async () => {
    const account = newAccount();
    for (let n = 0; n < 130; n++) await account.grantLot(lot(`g${n}`, 1));
    for (let at = 1; at <= 3; at++) await alarmAt(account, at * 11 * SECOND);
    const events = await eventsOf(account);
    expect(events).toHaveLength(130);
    expect(new Set(events.map(({ data }) => data.key)).size).toBe(130);
  });
});
