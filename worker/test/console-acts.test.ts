import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OrderCreated } from "../app.ts";
import type { ConsoleAccount, PlanEnded } from "../http/areas/console/customers/schemas.ts";
import type { OrderFile } from "../http/areas/console/orders/schemas.ts";
import { listAudit } from "../store/audit.ts";
import { forgetMail, hearAll, plansByCard, subscribeByCard } from "./billing.ts";
import { TOKEN_SECONDS } from "./crediting.ts";
import { accountOf, shown } from "./shop.ts";
import {
  buyPlan,
  credits,
  detail,
  hostWithCustomer,
  lastingCustomer,
  ordered,
  payFor,
  refund,
  subscription,
} from "./subscribing.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  packageOnSale,
  restoreAfterEach,
  travel,
} from "./world.ts";

/** Acts of operators on an unpaid order and on a plan: each asks once, is written down, and may be pressed again. */

restoreAfterEach();

let by: Customer;
beforeAll(async () => {
  await plansByCard();
  by = await customer({ role: "operator", expiresInSeconds: TOKEN_SECONDS });
});
beforeEach(forgetMail);

const lastAct = async (object: string) => (await listAudit(bindings.DB, { object, limit: 1 }))[0];

describe("an unpaid order is closed by an operator", () => {
  const close = (orderNo: string, reason = "ordered twice") =>
    by.post<OrderFile & { code: string }>(`/api/console/orders/${orderNo}/close`, { reason });

  test("at its gateway too, with who and why, however often it is pressed", async () => {
    const { who, orderId } = await shown({ payType: 1 });
    for (let times = 0; times < 2; times += 1)
      expect(await close(orderId)).toMatchObject({
        status: 200,
        body: { orderStatus: "cancelled", attempts: [{ state: "closed" }] },
      });
    const { body } = await close(orderId);
    const ends = body.timeline.filter(({ event }) => event === "cancelled");
    expect(ends).toMatchObject([{ data: { by: by.id } }]);
    expect(await lastAct(orderId)).toMatchObject({
      ...{ act: "order.close", operator: by.id, why: "ordered twice", outcome: "done" },
    });
    // The customer learns that it is cancelled, not by whom.
    const own = await who.get<object>(`/api/account/orders/${orderId}`);
    expect(JSON.stringify(own.body)).not.toContain(by.id);
  });

  test("that was claimed and never opened", async () => {
    const who = await customer();
    const id = await packageOnSale();
    const { body } = await who.post<OrderCreated>("/api/web/coze-package/order", {
      id,
      payType: 1,
    });
    expect(await close(body.orderNo)).toMatchObject({ body: { orderStatus: "cancelled" } });
  });

  test("and one that was paid meanwhile is honoured instead", async () => {
    const { orderId, codeUrl } = await shown({ payType: 1 });
    await control.pay(codeUrl);
    await travel(3_000);
    expect(await close(orderId)).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_CLOSABLE" },
    });
    const file = await by.get<OrderFile>(`/api/console/orders/${orderId}`);
    expect(file.body.orderStatus).toBe("completed");
    expect(await lastAct(orderId)).toMatchObject({
      ...{ outcome: "refused", code: "ORDER_NOT_CLOSABLE" },
      ...{ before: { state: "pending" }, after: { state: "completed" } },
    });
  });

  test("needs a reason", async () => {
    const { orderId } = await shown({ payType: 1 });
    expect((await close(orderId, " ")).status).toBe(422);
    expect((await close("EC20260101ZZZZZZZZZZ")).status).toBe(404);
  });
});

describe("a customer's plan is ended by an operator", () => {
  const endingOf = async (who: Customer) =>
    (await by.get<ConsoleAccount>(`/api/console/customers/${who.id}`)).body.ending;
  const end = (who: Customer, ref: string, way: string) =>
    by.post<PlanEnded & { code: string }>(`/api/console/customers/${who.id}/plan/end`, {
      ...{ ref, way },
      reason: "the account was sold on",
    });

  test("by card at the end of the period, as the customer's own cancellation", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const ending = await endingOf(who);
    expect(ending).toMatchObject({ renews: true, ways: ["at-period-end", "at-once"] });
    for (let times = 0; times < 2; times += 1)
      expect(await end(who, ending?.ref ?? "", "at-period-end")).toMatchObject({
        status: 200,
        body: { planId: "pro_monthly", endsAt: ending?.endsAt, ending: { ways: ["at-once"] } },
      });
    expect(await subscription(who)).toMatchObject({ renews: false, cancelAt: ending?.endsAt });
    expect(await lastAct(who.id)).toMatchObject({
      ...{ act: "customer.end-plan", why: "the account was sold on", outcome: "done" },
      after: { way: "at-period-end", planId: "pro_monthly" },
    });
  });

  test("by card at once, without its money, and once: another one since is not ended", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const ref = (await endingOf(who))?.ref ?? "";
    for (let times = 0; times < 2; times += 1)
      expect(await end(who, ref, "at-once")).toMatchObject({
        status: 200,
        body: { planId: "free", status: "ended", ending: null },
      });
    await hearAll(who);
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    await subscribeByCard(who);
    expect(await end(who, ref, "at-once")).toMatchObject({ body: { planId: "pro_monthly" } });
    expect(await subscription(who)).toMatchObject({ status: "active", renews: true });
    expect(await end(who, "sub_unknown", "at-once")).toMatchObject({
      status: 409,
      body: { code: "PLAN_CHANGED" },
    });
  });

  test("by card at once with what was paid ahead, which is not ended while Stripe is silent", async () => {
    const who = await lastingCustomer();
    // Opened before the card, and paid when the card charges no more.
    const { orderId } = await ordered(who, "pro_monthly");
    await subscribeByCard(who);
    await who.post("/api/portal/subscription/cancel", {});
    await hearAll(who);
    const shown = (await endingOf(who))?.ref ?? "";
    await payFor(who, orderId);
    expect(await end(who, shown, "at-once")).toMatchObject({ body: { code: "PLAN_CHANGED" } });
    const ref = (await endingOf(who))?.ref ?? "";
    expect(ref).toBe(`${shown}+order:${orderId}`);
    await control.fault({ gateway: "stripe", fault: "error-500", times: 50 });
    expect(await end(who, ref, "at-once")).toMatchObject({ status: 504 });
    await control.clearFaults();
    expect(await endingOf(who)).toMatchObject({ ref, source: "stripe" });
    for (let times = 0; times < 2; times += 1)
      expect(await end(who, ref, "at-once")).toMatchObject({
        status: 200,
        body: { planId: "free", status: "ended", ending: null },
      });
    await travel(40 * 86_400_000);
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
  });

  test("by card while Stripe is silent: told so, and done when it is pressed again", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const ref = (await endingOf(who))?.ref ?? "";
    await control.fault({ gateway: "stripe", fault: "error-500", times: 50 });
    const silent = await end(who, ref, "at-once");
    expect([silent.status, silent.body.code]).toEqual([504, "GATEWAY_TIMEOUT"]);
    await control.clearFaults();
    expect(await end(who, ref, "at-once")).toMatchObject({ body: { planId: "free" } });
  });

  test("paid in advance: over at once with what follows, its credits stay, its order is refunded apart", async () => {
    const who = await lastingCustomer();
    const first = await buyPlan(who, "pro_monthly");
    const second = await buyPlan(who, "pro_monthly");
    const before = await credits(who);
    const ending = await endingOf(who);
    expect(ending).toMatchObject({ source: "prepaid", renews: false, ways: ["at-once"] });
    for (let times = 0; times < 2; times += 1)
      expect(await end(who, ending?.ref ?? "", "at-once")).toMatchObject({
        status: 200,
        body: { planId: "free", status: "ended", ending: null },
      });
    expect((await credits(who)).available).toBe(before.available);
    const after = { planId: "free", status: "ended", endReason: "ended-by-operator" };
    expect(await subscription(who)).toMatchObject(after);
    expect(await refund(second.orderId, "full")).toMatchObject({ ok: true });
    expect(await refund(first.orderId, "full")).toMatchObject({ ok: true });
    expect((await credits(who)).available).toBe(5);
    const takenBack = { unit: "credits", amount: before.available - 5 };
    expect(await detail(who, first.orderId)).toMatchObject({ refund: { takenBack } });
    expect((await accountOf(who).audit()).faults).toEqual([]);
    // Bought anew it runs from then on, and is not what was ended.
    await buyPlan(who, "pro_monthly");
    expect(await end(who, ending?.ref ?? "", "at-once")).toMatchObject({
      body: { planId: "pro_monthly", status: "active" },
    });
  });

  test.each(["full", "what-is-left"] as const)(
    "for ever: its order is refunded afterwards (%s), which takes its credits",
    async (clawBack) => {
      const who = await lastingCustomer();
      const { orderId } = await buyPlan(who, "lifetime");
      const { available } = await credits(who);
      const ref = (await endingOf(who))?.ref ?? "";
      await end(who, ref, "at-once");
      expect(await refund(orderId, clawBack)).toMatchObject({ ok: true });
      expect(await detail(who, orderId)).toMatchObject({
        refund: { takenBack: { unit: "credits", amount: available } },
      });
      // Those of the free plan.
      expect((await credits(who)).available).toBe(5);
    },
  );

  test("in full it is not refunded afterwards when credits of it were spent", async () => {
    const { who, spend } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await spend(60);
    await end(who, (await endingOf(who))?.ref ?? "", "at-once");
    expect(await refund(orderId, "full")).toMatchObject({
      error: { reason: "not-enough-left", unit: "credits" },
    });
  });

  test("given by hand: ended with what was paid in advance below it", async () => {
    const { who, send } = await hostWithCustomer();
    const { orderId } = await ordered(who, "pro_monthly");
    await send("PUT", "/plan", { planId: "pro_yearly", endsAt: null, reference: "gift" });
    await payFor(who, orderId);
    const ref = `manual:1+order:${orderId}`;
    expect(await endingOf(who)).toMatchObject({ ref, source: "manual" });
    for (let times = 0; times < 2; times += 1)
      expect(await end(who, ref, "at-once")).toMatchObject({
        body: { planId: "free", status: "ended", ending: null },
      });
    expect((await subscription(who)).endReason).toBe("ended-by-operator");
  });

  test("given by hand: ended in the account", async () => {
    const { who, send } = await hostWithCustomer();
    await send("PUT", "/plan", { planId: "pro_monthly", endsAt: null, reference: "gift" });
    const ending = await endingOf(who);
    expect(ending).toMatchObject({ source: "manual", endsAt: null, ways: ["at-once"] });
    expect(await end(who, ending?.ref ?? "", "at-period-end")).toMatchObject({ status: 409 });
    expect(await end(who, ending?.ref ?? "", "at-once")).toMatchObject({
      body: { planId: "free" },
    });
    expect(await endingOf(who)).toBeNull();
  });

  test("needs a reason, and a plan", async () => {
    const who = await lastingCustomer();
    expect(await endingOf(who)).toBeNull();
    expect(await end(who, "manual:1", "at-once")).toMatchObject({ body: { code: "PLAN_CHANGED" } });
    const path = `/api/console/customers/${who.id}/plan/end`;
    expect((await by.post(path, { ref: "x", way: "at-once", reason: "" })).status).toBe(422);
    expect((await by.post(path, { ref: "x", way: "sometime", reason: "y" })).status).toBe(422);
  });
});
