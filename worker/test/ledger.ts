import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, vi } from "vitest";
import { heldOf } from "../domain/entitlement/stretch.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { bindings } from "./world.ts";

/** What tests of the account do: open one, look into its tables, set its clock. */

export const SECOND = 1_000;
export const DAY = 86_400 * SECOND;
/** Far ahead of the real time, so that no alarm fires unless a test runs it. */
export const START = Date.UTC(2036, 10, 20);

export type Account = DurableObjectStub<AccountObject>;

/** Before each test the clock stands at START; afterwards it is real again and nothing is replaced. */
export function clockEachTest(): void {
  beforeEach(() => clock(0));
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
}

/** Sets the object's clock; alarms keep to the real one and are run by hand. */
export const clock = (afterMs: number) =>
  vi.useFakeTimers({ toFake: ["Date"], now: START + afterMs });

export const newAccount = (): Account =>
  bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(`customer-${crypto.randomUUID()}`));

/** The same account by a new stub: the old one stays broken after a crash. */
export const again = (account: Account): Account => bindings.ACCOUNTS.get(account.id);

export const lot = (key: string, amount: number, expiresAtMs: number | null = null) => ({
  key,
  reference: key,
  asset: "power" as const,
  amount,
  source: "test",
  expiresAtMs,
  detail: {},
});

export const spend = (key: string, amount: number) => ({
  key,
  reference: key,
  asset: "power" as const,
  amount,
});

export const power = async (account: Account) =>
  (await account.balances()).find((balance) => balance.asset === "power");

/** The Coze package, or null when none is running. */
export const packageOf = async (account: Account) =>
  heldOf(await account.entitlements(), Date.now());

export const alarmOf = (account: Account) =>
  runInDurableObject(account, (_object, state) => state.storage.getAlarm());

/** Lets D1 hear of the account, as its alarm would: afterwards the alarm stands for what time ends next. */
export async function projected(account: Account, afterMs: number): Promise<void> {
  clock(afterMs);
  await runDurableObjectAlarm(account);
}

export const tablesOf = (account: Account) =>
  runInDurableObject(account, (_object, state) =>
    state.storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray()
      .map((row) => row.name),
  );

/** Every row of every table. */
export const dump = (account: Account) =>
  runInDurableObject(account, (_object, { storage: { sql } }) =>
    Object.fromEntries(
      sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray()
        .map(({ name }) => [name, sql.exec(`SELECT * FROM ${name}`).toArray()]),
    ),
  );
