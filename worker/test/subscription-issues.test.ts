import { runDurableObjectAlarm } from "cloudflare:test";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetStripe } from "../billing/connect.ts";
import type { SubscriptionIssues } from "../http/areas/console/issues/schemas.ts";
import type { RowNote } from "../http/areas/console/notes/schemas.ts";
import { attentionOf } from "../store/attention.ts";
import { projectCustomer } from "../store/customers.ts";
import { giveRole } from "../store/operators.ts";
import { listIssues } from "../store/subscription-issues.ts";
import { forgetMail, hearAll, liveOn, pageFor, plansByCard } from "./billing.ts";
import { breakD1 } from "./breaking.ts";
import { stripe } from "./card.ts";
import { accountOf } from "./shop.ts";
import { lastingCustomer, ordered, payFor, refund, subscription } from "./subscribing.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  restoreAfterEach,
  setClocks,
  travel,
} from "./world.ts";

/** What needs an operator's eye of a subscription: from the account to the console, and gone when it is so no more. */

const { DB } = bindings;
const HOUR = 3_600_000;
/** Past the 12 s within which D1 hears of an account. */
const TOLD_MS = 13_000;

restoreAfterEach();
afterEach(() => vi.restoreAllMocks());

const shownOf = async (who: Customer) =>
  (await listIssues(DB, { shown: "open", customer: who.id }, 10)).map(({ kind, about }) => ({
    ...{ kind, about },
  }));
const waiting = async () => (await attentionOf(DB)).subscriptionIssues;

async function told(who: Customer): Promise<void> {
  await travel(TOLD_MS);
  await runDurableObjectAlarm(accountOf(who));
}

describe("from what was paid", () => {
  const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
  beforeAll(plansByCard);
  afterAll(() => control.reset());
  beforeEach(async () => {
    await forgetMail();
    await setClocks(DEC_20);
  });

  const nameOfPrice = async (id: string, name: string) => {
    await stripe.prices.update(id, { metadata: { item_id: name } });
    forgetStripe(); // A price's name is remembered.
  };
  const priceOf = async (plan: string): Promise<string> =>
    (await stripe.prices.list({ lookup_keys: [plan] })).data[0]?.id ?? "";

  test("a price that no plan has is shown until it has one, though no event tells", async () => {
    const who = await lastingCustomer();
    const before = await waiting();
    const page = await pageFor(who, "pro_monthly");
    const price = await priceOf("pro_monthly");
    await nameOfPrice(price, "pro_biweekly");
    await control.checkout(page, "pay");
    await hearAll(who);
    await told(who);
    expect(await subscription(who)).toMatchObject({ planId: "free" });
    expect(await shownOf(who)).toEqual([{ kind: "unknown-price", about: price }]);
    expect(await waiting()).toBe(before + 1);

    await nameOfPrice(price, "pro_monthly");
    await liveOn(who, 25 * HOUR);
    await told(who);
    expect(await subscription(who)).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(await shownOf(who)).toEqual([]);
    expect(await waiting()).toBe(before);
  });

  /** A month by card that nobody heard of, and the same month by code. */
  async function paidTwice(who: Customer): Promise<string> {
    const { orderId } = await ordered(who, "pro_monthly");
    const page = await pageFor(who, "pro_monthly");
    await control.checkout(page, "pay");
    await forgetMail();
    await travel(20_000);
    await payFor(who, orderId);
    await travel(HOUR);
    await runDurableObjectAlarm(accountOf(who));
    return orderId;
  }

  test("a month that was paid twice is shown until one payment went back", async () => {
    const who = await lastingCustomer();
    const orderId = await paidTwice(who);
    await told(who);
    const shown = [{ kind: "paid-twice", about: `order:${orderId}` }];
    expect(await shownOf(who)).toEqual(shown);
    // Nobody asks Stripe meanwhile, and what is so stays so.
    await told(who);
    expect(await shownOf(who)).toEqual(shown);
    await refund(orderId);
    await told(who);
    expect(await shownOf(who)).toEqual([]);
  });

  test.each(["before", "after"] as const)(
    "the end of a case is told again when D1 broke %s it wrote",
    async (when) => {
      const who = await lastingCustomer();
      const orderId = await paidTwice(who);
      await told(who);
      expect(await shownOf(who)).toHaveLength(1);
      await refund(orderId);
      breakD1(when);
      await told(who);
      vi.restoreAllMocks();
      expect(await shownOf(who)).toHaveLength(when === "after" ? 0 : 1);
      await told(who);
      expect(await shownOf(who)).toEqual([]);
    },
  );
});

describe("told to D1", () => {
  const issue = (about: string) => ({
    ...{ key: `unknown-price:${about}`, kind: "unknown-price", about, sinceMs: 1 },
  });
  const tell = (
    who: Customer,
    version: number,
    issues: ReturnType<typeof issue>[] | null,
  ): Promise<void> =>
    projectCustomer(DB, {
      ...{ id: who.id, name: null, email: null, balances: [], entitlements: [], plan: null },
      ...{ owed: null, mayOwe: false, firstSeenAtMs: 1, lastSeenAtMs: 1, events: [], nowMs: 1 },
      ...{ version, issues },
    });
  const about = async (who: Customer) => (await shownOf(who)).map((each) => each.about);

  test("late or twice, an earlier set never comes back", async () => {
    const who = await customer();
    await tell(who, 1, [issue("a"), issue("b")]);
    expect(await about(who)).toEqual(["a", "b"]);
    await tell(who, 3, [issue("b"), issue("c")]);
    await tell(who, 2, [issue("a")]);
    await tell(who, 1, [issue("a"), issue("b")]);
    expect(await about(who)).toEqual(["b", "c"]);
    await tell(who, 4, []);
    await tell(who, 3, [issue("b"), issue("c")]);
    expect(await about(who)).toEqual([]);
  });

  test("for one customer, nothing of another's goes", async () => {
    const [one, other] = [await customer(), await customer()];
    await tell(one, 1, [issue("a")]);
    await tell(other, 1, [issue("a")]);
    await tell(one, 2, []);
    expect(await about(other)).toEqual(["a"]);
  });

  test("a customer of whom there never was any costs one statement", async () => {
    const batch = vi.spyOn(Object.getPrototypeOf(DB), "batch");
    await tell(await customer(), 1, null);
    expect(batch.mock.calls.map(([statements]) => (statements as unknown[]).length)).toEqual([1]);
  });

  test("is set aside with a note, which stays while the case does", async () => {
    const who = await customer({ sub: `a:b%3A/${crypto.randomUUID()}` });
    const operator = await customer();
    await giveRole(DB, { subject: operator.id, role: "finance", by: "test", nowMs: Date.now() });
    const list = async (show: string) => {
      const path = `/api/console/subscription-issues?show=${show}&customer=${encodeURIComponent(who.id)}`;
      return (await operator.get<SubscriptionIssues>(path)).body.items;
    };
    await tell(who, 1, [issue("a"), { ...issue("order:X1"), key: "k", kind: "paid-twice" }]);
    const [first] = await list("open");
    if (!first) throw new Error("nothing is shown");
    expect(await list("open")).toMatchObject([
      { customerId: who.id, orderNo: "X1", note: { standing: "open" } },
      { kind: "unknown-price", about: "a", orderNo: null, since: "1970-01-01T00:00:00.001Z" },
    ]);
    const before = await waiting();
    const put = await operator.call(`/api/console/notes/${encodeURIComponent(first.note.key)}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ note: "asked the customer", aside: true, version: 0 }),
    });
    expect(put.status).toBe(200);
    const noted = (await put.json()) as RowNote;
    expect(noted).toMatchObject({ standing: "aside", note: "asked the customer" });
    expect(await waiting()).toBe(before - 1);
    await tell(who, 2, [{ ...issue("order:X1"), key: "k", kind: "paid-twice" }]);
    expect(await list("open")).toEqual([]);
    expect((await list("aside")).map(({ note }) => note)).toEqual([noted]);
    await tell(who, 3, []);
    expect(await list("all")).toEqual([]);
  });
});
