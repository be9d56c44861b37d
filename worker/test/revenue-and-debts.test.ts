import { runDurableObjectAlarm } from "cloudflare:test";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { termsOf } from "../domain/plan/catalog.ts";
import { type RevenueKind, revenueOf } from "../domain/subscription/revenue.ts";
import type { SubscriptionSource, SubscriptionStatus } from "../domain/subscription/state.ts";
import { PLANS } from "../domain/subscription/testing/make.ts";
import type { Overview } from "../http/areas/console/overview/schemas.ts";
import { retellCustomers } from "../jobs/retell.ts";
import { projectCustomer } from "../store/customers.ts";
import { clock, clockEachTest, lot, newAccount, SECOND, spend } from "./ledger.ts";
import { bindings, type Customer, customer } from "./world.ts";

/** Recurring revenue, what is overdue and who owes: kept by triggers as accounts tell D1, and shown on the overview. */

clockEachTest();

let operator: Customer;
beforeAll(async () => {
  operator = await customer({ role: "operator" });
});

/** By the real clock: an operator's role is not taken for decades. */
async function read<T>(path: string): Promise<T> {
  vi.useRealTimers();
  return (await operator.get<T>(`/api/console/${path}`)).body;
}

const overview = () => read<Overview>("overview");

const rows = async (sql: string) => (await bindings.DB.prepare(sql).all()).results;

const KEPT = `SELECT plan_id, kind, currency, customers, price_minor, yearly_minor FROM plan_revenue
  WHERE customers <> 0 OR price_minor <> 0 OR yearly_minor <> 0 ORDER BY 1, 2, 3`;
const COUNTED = `SELECT plan ->> '$.planId' AS plan_id, coalesce(plan ->> '$.revenue.kind', 'untold') AS kind,
    coalesce(plan ->> '$.revenue.currency', '') AS currency, count(*) AS customers,
    sum(coalesce(plan ->> '$.revenue.priceMinor', 0)) AS price_minor,
    sum(coalesce(plan ->> '$.revenue.yearlyMinor', 0)) AS yearly_minor
  FROM customer WHERE plan IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
const DEBTS_KEPT = "SELECT asset, customers, units FROM debt ORDER BY asset";
const DEBTS_COUNTED = `SELECT 'any' AS asset, count(owed) AS customers, 0 AS units FROM customer
  UNION ALL SELECT 'credits', count(*), coalesce(sum(owed ->> 'credits'), 0) FROM customer WHERE owed ->> 'credits' > 0
  UNION ALL SELECT 'power', count(*), coalesce(sum(owed ->> 'power'), 0) FROM customer WHERE owed ->> 'power' > 0`;

const isAsCounted = async () => {
  expect(await rows(KEPT)).toEqual(await rows(COUNTED));
  expect(await rows(DEBTS_KEPT)).toEqual(await rows(DEBTS_COUNTED));
};

const held = fc.record({
  status: fc.constantFrom<SubscriptionStatus>("active", "active", "past_due", "trialing", "ended"),
  source: fc.constantFrom<SubscriptionSource>("stripe", "prepaid", "lifetime", "manual"),
  plan: fc.constantFrom(PLANS.pro, PLANS.team, PLANS.lifetime),
});
const told = fc.record({
  who: fc.integer({ min: 0, max: 4 }),
  version: fc.integer({ min: 1, max: 12 }),
  plan: fc.option(held),
  owed: fc.option(fc.record({ power: fc.nat(3), credits: fc.nat(3) })),
  fate: fc.constantFrom("told", "told", "told", "told", "gone", "told-by-an-older-worker"),
});

test("the sums are what counting every customer would give, whatever is told, late, twice or dropped", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 15 }), async (story) => {
      const run = crypto.randomUUID();
      for (const { who, version, plan, owed, fate } of story) {
        const id = `sums-${who}-${run}`;
        if (fate === "gone")
          await bindings.DB.prepare("DELETE FROM customer WHERE id = ?").bind(id).run();
        else if (fate === "told-by-an-older-worker")
          await bindings.DB.prepare("UPDATE customer SET plan = ? WHERE id = ?")
            .bind(JSON.stringify({ planId: "pro_monthly", status: "active" }), id)
            .run();
        else {
          const terms = plan && termsOf(plan.plan, plan.plan.prices[0]?.currency ?? "CNY");
          const { status, source } = plan ?? { status: "free", source: "none" };
          const revenue = revenueOf({ status, source, terms } as never);
          await projectCustomer(bindings.DB, {
            ...{ id, name: null, email: null, balances: [], entitlements: [], mayOwe: false },
            issues: null,
            plan: plan && { planId: plan.plan.id, status, revenue },
            owed: owed && owed.power + owed.credits > 0 ? { ...owed } : null,
            ...{ firstSeenAtMs: 1, lastSeenAtMs: 1, version, events: [], nowMs: 1 },
          });
        }
      }
      await isAsCounted();
    }),
    { numRuns: 25 },
  );
});

describe("the overview", () => {
  const kinds: [RevenueKind, SubscriptionStatus, SubscriptionSource][] = [
    ["renewing", "active", "stripe"],
    ["prepaid", "active", "prepaid"],
    ["overdue", "past_due", "stripe"],
    ["trial", "trialing", "stripe"],
  ];

  test("says what recurs a month, who pays for which plan and what is overdue, to the unit", async () => {
    const currency = "JPY";
    const plan = { ...PLANS.pro, id: `plan-${crypto.randomUUID()}` };
    const before = await overview();
    const of = <R extends { currency: string | null }>(list: R[]) =>
      list.find((one) => one.currency === currency);
    for (const interval of ["month", "year"] as const)
      for (const [at, [, status, source]] of kinds.entries()) {
        const price = { currency, amountMinor: 1_001 } as const;
        const terms = { ...termsOf(plan, "CNY"), interval, price };
        await projectCustomer(bindings.DB, {
          ...{ id: `${interval}-${at}-${plan.id}`, name: null, email: null, balances: [] },
          ...{ entitlements: [], issues: null, mayOwe: false, owed: null },
          plan: { planId: plan.id, status, revenue: revenueOf({ status, source, terms }) },
          ...{ firstSeenAtMs: 1, lastSeenAtMs: 1, version: 1, events: [], nowMs: 1 },
        });
      }
    const { plans } = await overview();
    expect(of(before.plans.recurring)).toBeUndefined();
    // Two of 1,001 a month and two of 1,001 a year: 2,002 + 166.83, and each kind has half of it.
    expect(of(plans.recurring)).toEqual({
      ...{ currency, monthly: "2169", prepaid: "1084", customers: 4 },
    });
    expect(of(plans.overdue)).toEqual({ currency, customers: 2, amount: "2002" });
    expect(plans.byPlan.filter(({ planId }) => planId === plan.id)).toEqual([
      ...[{ planId: plan.id, kind: "overdue", currency, customers: 2, monthly: null }],
      ...[{ planId: plan.id, kind: "prepaid", currency, customers: 2, monthly: "1084" }],
      ...[{ planId: plan.id, kind: "renewing", currency, customers: 2, monthly: "1084" }],
      ...[{ planId: plan.id, kind: "trial", currency: null, customers: 2, monthly: null }],
    ]);
  });

  test("reads rows that are kept: nothing is counted, whatever the table of customers holds", async () => {
    const plans = await Promise.all(
      [
        "SELECT EXISTS (SELECT 1 FROM customer WHERE ask_at IS NOT NULL)",
        "SELECT id FROM customer WHERE ask_at IS NOT NULL AND ask_at <= 1 ORDER BY ask_at, id LIMIT 2",
        "SELECT * FROM customer WHERE owed IS NOT NULL ORDER BY last_seen_at DESC, id LIMIT 51",
        "SELECT * FROM customer WHERE may_owe = 1 AND (last_seen_at < 5 OR (last_seen_at = 5 AND id > 'a')) ORDER BY last_seen_at DESC, id LIMIT 51",
      ].map(async (sql) =>
        (await rows(`EXPLAIN QUERY PLAN ${sql}`)).map(({ detail }) => detail).join("; "),
      ),
    );
    for (const [at, index] of [
      "customer_to_ask",
      "customer_to_ask",
      "customer_owing",
      "customer_may_owe",
    ].entries()) {
      expect(plans[at]).toContain(`INDEX ${index}`);
      expect(plans[at]).not.toContain("TEMP B-TREE");
    }
  });
});

describe("who owes", () => {
  type Listed = { items: { id: string; owed: object | null; mayOwe: boolean }[] };
  const listed = async (query: string, id: string) =>
    (await read<Listed>(`customers?${query}`)).items.find((one) => one.id === id);

  test("is listed from the claw-back on until new units pay it, and so is who may", async () => {
    const account = newAccount();
    const id = account.name ?? "";
    const tell = async (afterMs: number) => {
      clock(afterMs);
      await runDurableObjectAlarm(account);
    };
    const before = (await overview()).debts;
    await account.grantLot(lot("g", 100));
    await account.deduct(spend("d", 70));
    await tell(1 * SECOND);
    expect(await listed("debt=owing", id)).toBeUndefined();
    await account.allowNegative(true, "wang");
    await tell(20 * SECOND);
    expect(await listed("debt=allowed", id)).toMatchObject({ owed: null, mayOwe: true });
    await account.reverse({ key: "r", reference: "g", grant: "g", policy: "all-or-nothing" });
    await tell(40 * SECOND);
    expect(await listed("debt=owing", id)).toMatchObject({ owed: { power: 70, credits: 0 } });
    expect(await listed(`debt=owing&search=${id}`, id)).toMatchObject({ id });
    const { debts } = await overview();
    expect(debts.customers).toBe(before.customers + 1);
    expect(debts.byAsset[0]).toEqual({
      ...{ asset: "power", customers: (before.byAsset[0]?.customers ?? 0) + 1 },
      units: (before.byAsset[0]?.units ?? 0) + 70,
    });
    await account.grantLot(lot("h", 80));
    await account.allowNegative(false, "wang");
    await tell(60 * SECOND);
    expect(await listed("debt=owing", id)).toBeUndefined();
    expect(await listed(`debt=allowed&search=${id}`, id)).toBeUndefined();
    expect((await overview()).debts).toEqual(before);
    await isAsCounted();
  });
});

describe("accounts from before", () => {
  test("are asked to tell again, each in its turn; one that cannot keeps no other from it", async () => {
    const account = newAccount();
    const id = account.name ?? "";
    await account.grantLot(lot("g", 100));
    await account.deduct(spend("d", 70));
    await account.allowNegative(true, "wang");
    await account.reverse({ key: "r", reference: "g", grant: "g", policy: "all-or-nothing" });
    clock(2 * SECOND);
    await runDurableObjectAlarm(account);
    // As the row was before: told, and without what is shown since.
    await bindings.DB.prepare("UPDATE customer SET ask_at = 0, owed = NULL WHERE id = ?")
      .bind(id)
      .run();
    const nobody = `nobody-${crypto.randomUUID()}`;
    await bindings.DB.prepare(
      `INSERT INTO customer (id, balances, entitlements, first_seen_at, last_seen_at, version, updated_at)
       VALUES (?, '[]', '[]', 1, 1, 1, 1)`,
    )
      .bind(nobody)
      .run();
    const asked = async (who: string) =>
      bindings.DB.prepare("SELECT ask_at FROM customer WHERE id = ?").bind(who).first("ask_at");
    expect((await overview()).plansWhole).toBe(false);
    const found = async (who: string) =>
      read<{ items: object[]; debtsWhole: boolean }>(`customers?search=${who}`);
    expect(await found(nobody)).toMatchObject({
      ...{ items: [{ id: nobody, owed: null, mayOwe: null }], debtsWhole: false },
    });
    clock(3 * SECOND);
    await retellCustomers(bindings, () => Date.now());
    expect(await asked(nobody)).toBeNull();
    // Put off, until the account has told.
    expect(await asked(id)).toBeGreaterThan(Date.now());
    expect((await found(nobody)).items).toMatchObject([{ owed: null, mayOwe: false }]);
    clock(20 * SECOND);
    await runDurableObjectAlarm(account);
    expect(await asked(id)).toBeNull();
    expect(
      await bindings.DB.prepare("SELECT owed FROM customer WHERE id = ?").bind(id).first("owed"),
    ).toBe('{"power":70,"credits":0}');
    await bindings.DB.prepare("UPDATE customer SET ask_at = NULL").run();
    expect(await found(id)).toMatchObject({
      ...{ items: [{ owed: { power: 70, credits: 0 }, mayOwe: true }], debtsWhole: true },
    });
    // During a deployment an object can wake under the code from before, and tells what that knew.
    await bindings.DB.prepare("UPDATE customer SET version = version + 1 WHERE id = ?")
      .bind(id)
      .run();
    expect(await asked(id)).toBe(0);
    expect(await found(id)).toMatchObject({
      ...{ items: [{ owed: null, mayOwe: null }], debtsWhole: false },
    });
    await isAsCounted();
  });
});
