import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AccountObject } from "../objects/account/object.ts";
import {
  ask,
  assertRefundedOnce,
  GRANTED,
  goOn,
  listed,
  operator,
  powerOf,
  refundsAtGateway,
  retry,
  soldPower,
  spendPower,
  stateOf,
} from "./refunding.ts";
import { accountOf, daysOf, detail, order, paid, prepay, rowOf, shown, timeline } from "./shop.ts";
import {
  type Customer,
  control,
  deliver,
  mailAbout,
  request,
  restoreAfterEach,
  stockOf,
  travel,
} from "./world.ts";

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

const DAY_MS = 86_400_000;

describe("what is taken back of power", () => {
  const states: Record<string, (who: Customer) => Promise<unknown>> = {
    untouched: async () => {},
    "partly spent": (who) => spendPower(who, 50),
    "all spent": (who) => spendPower(who, GRANTED),
    "partly held": (who) =>
      accountOf(who).hold({
        key: "h",
        reference: "",
        asset: "power",
        amount: 150,
        ttlSeconds: 600_000,
      }),
  };

  test.each([
    ["untouched", "full", GRANTED],
    ["untouched", "what-is-left", GRANTED],
    ["partly spent", "what-is-left", 500],
    ["all spent", "what-is-left", 0],
    ["partly held", "what-is-left", 400],
  ])("%s, %s: %d units, and all the money", async (state, clawBack, units) => {
    const sold = await soldPower();
    await states[state]?.(sold.who);
    const asked = await ask(await operator(), sold.orderId, clawBack, "买错了");
    expect(asked.status).toBe(202);
    expect(asked.body).toMatchObject({
      orderStatus: "refunding",
      request: { clawBack, state: "taken", taken: { unit: "power", amount: units, owed: 0 } },
    });
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    expect(await powerOf(sold.who)).toBe(0);
  });

  test.each([
    ["partly spent", 500],
    ["all spent", 0],
    ["partly held", 400],
  ])("%s, full: refused with the %d that are left, and nothing is changed", async (state, left) => {
    const sold = await soldPower();
    await states[state]?.(sold.who);
    const by = await operator();
    const asked = await ask(by, sold.orderId, "full");
    expect(asked.status).toBe(409);
    expect(asked.body).toMatchObject({
      code: "CLAW_BACK_NOT_COVERED",
      left,
      granted: GRANTED,
      unit: "power",
    });
    await goOn(sold.orderId, 2);
    expect(await stateOf(sold.orderId)).toBe("completed");
    expect(await powerOf(sold.who)).toBe(left);
    expect(await refundsAtGateway(sold.orderId)).toEqual([]);
    // The refusal bound nobody: the operator may settle for what is left.
    expect((await ask(by, sold.orderId, "what-is-left")).status).toBe(202);
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
  });

  test("spent units are owed only where an operator allowed it, and paid by the next recharge", async () => {
    const sold = await soldPower();
    await spendPower(sold.who, 50);
    const by = await operator();
    const path = `/api/console/customers/${sold.who.id}/allow-negative`;
    const put = (who: Customer, allow: boolean) =>
      who.call(path, {
        method: "PUT",
        body: JSON.stringify({ allow }),
        headers: { "content-type": "application/json" },
      });
    expect((await put(sold.who, true)).status).toBe(403);
    expect((await by.get(path)).body).toMatchObject({ allowNegative: false });
    expect((await put(by, true)).status).toBe(200);
    const asked = await ask(by, sold.orderId, "full");
    expect(asked.body.request).toMatchObject({ taken: { amount: GRANTED, owed: 50 } });
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    expect((await by.get(path)).body).toEqual({
      customerId: sold.who.id,
      allowNegative: true,
      owed: { power: 50, credits: 0 },
      changes: [{ at: expect.stringMatching(/Z$/), by: by.id, allow: true }],
      changesTotal: 1,
    });
    await soldPower(1, sold.who);
    expect(await powerOf(sold.who)).toBe(GRANTED - 50);
    expect((await by.get(path)).body).toMatchObject({ owed: { power: 0 } });
    expect((await accountOf(sold.who).audit()).faults).toEqual([]);
  });
});

test("whoever lets a customer owe, and whoever ends that, stays written down", async () => {
  const { who } = await soldPower();
  const [first, second] = [await operator(), await operator()];
  const path = `/api/console/customers/${who.id}/allow-negative`;
  for (const [by, allow] of [
    [first, true],
    [second, true], // So already: no change.
    [second, false],
    [first, true],
  ] as const)
    await by.call(path, {
      method: "PUT",
      body: JSON.stringify({ allow }),
      headers: { "content-type": "application/json" },
    });
  const { body } = await first.get<{ allowNegative: boolean; changes: object[] }>(path);
  expect(body).toMatchObject({
    allowNegative: true,
    changes: [
      { by: first.id, allow: true },
      { by: second.id, allow: false },
      { by: first.id, allow: true },
    ],
    changesTotal: 3,
  });
  for (const statement of ["DELETE FROM allowance_change", "UPDATE allowance_change SET by = 'x'"])
    await expect(
      runInDurableObject(accountOf(who), (_, { storage }) => storage.sql.exec(statement).toArray()),
    ).rejects.toThrow("stays written down");
});

describe("what is taken back of a package", () => {
  test("full: its days, the same day; the owner sees the refund and no end", async () => {
    const { who, orderId } = await paid();
    await ask(await operator(), orderId, "full");
    expect(await daysOf(who)).toBe(0);
    await goOn(orderId);
    await assertRefundedOnce({ who, orderId }, 3990);
    const own = await detail(who, orderId);
    expect(own).toMatchObject({
      orderStatus: "refunded",
      paymentStatus: "refunded",
      entitlement: null,
    });
    expect(own.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["refund-started", "refunded"]),
    );
    const { body } = await who.get<{ items: object[] }>("/api/account/ledger?kind=coze.retract");
    expect(body.items).toMatchObject([{ name: "专业版", amount: -30, reference: orderId }]);
  });

  test("full once days were used: refused with those left; what is left ends the package now", async () => {
    const { who, orderId } = await paid();
    await travel(12 * DAY_MS);
    const by = await operator();
    expect((await ask(by, orderId, "full")).body).toMatchObject({
      code: "CLAW_BACK_NOT_COVERED",
      left: 18,
      granted: 30,
      unit: "days",
    });
    expect(await daysOf(who)).toBe(18);
    expect((await ask(by, orderId, "what-is-left")).body.request).toMatchObject({
      taken: { unit: "days", amount: 18 },
    });
    expect(await daysOf(who)).toBe(0);
    await goOn(orderId);
    await assertRefundedOnce({ who, orderId }, 3990);
  });

  test("of two packages only one is taken, and stock does not come back", async () => {
    const { who, orderId, packageId } = await paid({ stock: 5 });
    const second = (await order(who, packageId)).body.orderId;
    await control.pay((await prepay(who, second)).qrCode.code_url);
    await deliver(await mailAbout(`${second}_1`));
    expect(await daysOf(who)).toBe(60);
    await ask(await operator(), orderId, "full");
    await goOn(orderId);
    expect(await daysOf(who)).toBe(30);
    expect(await stockOf(packageId)).toBe(3);
    expect(await stateOf(second)).toBe("completed");
  });
});

describe("asking", () => {
  test("is for operators, from our own pages", async () => {
    const { who, orderId } = await soldPower();
    const body = JSON.stringify({ clawBack: "full" });
    const path = `/api/console/orders/${orderId}/refund`;
    const headers = { "content-type": "application/json" };
    expect((await ask(who, orderId, "full")).status).toBe(403);
    expect((await request(path, { method: "POST", body, headers })).status).toBe(401);
    const foreign = { ...headers, cookie: "ec_session=x", origin: "https://evil.example" };
    const answer = await request(path, { method: "POST", body, headers: foreign });
    expect(await answer.json()).toMatchObject({ code: "ORIGIN_REFUSED" });
    expect((await ask(await operator(), orderId, "half")).status).toBe(422);
    expect(await stateOf(orderId)).toBe("completed");
  });

  test("for what was never paid, or is nobody's order, is refused", async () => {
    const by = await operator();
    const { who, orderId } = await shown();
    expect((await ask(by, orderId, "full")).body.code).toBe("NOTHING_PAID");
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect((await ask(by, orderId, "full")).body.code).toBe("NOTHING_PAID");
    expect((await ask(by, "EC20200101ZZZZZZZZZZ", "full")).body.code).toBe("ORDER_NOT_FOUND");
    expect((await retry(by, "EC20200101ZZZZZZZZZZ")).body.code).toBe("ORDER_NOT_FOUND");
  });

  test("for what is paid and not yet granted is refused until it is", async () => {
    const { orderId, codeUrl } = await shown();
    vi.spyOn(AccountObject.prototype, "grant").mockImplementation(() => {
      throw new Error("the object was reset");
    });
    await control.pay(codeUrl);
    await deliver(await mailAbout(`${orderId}_1`));
    const by = await operator();
    expect((await ask(by, orderId, "full")).body.code).toBe("ORDER_NOT_FULFILLED");
    vi.restoreAllMocks();
    await goOn(orderId, 1);
    expect((await ask(by, orderId, "full")).status).toBe(202);
    await goOn(orderId);
    expect(await stateOf(orderId)).toBe("refunded");
  });

  test("again, while it runs and when it is over, answers how far it is and changes nothing", async () => {
    const sold = await soldPower();
    const by = await operator();
    const states = [];
    for (let turn = 0; turn < 6; turn++) {
      const { status, body } = await ask(by, sold.orderId, turn % 2 ? "what-is-left" : "full");
      states.push([status, body.orderStatus, body.request?.clawBack, body.refunds.length]);
      if (turn > 1) await goOn(sold.orderId, 1);
    }
    expect(states[0]).toEqual([202, "refunding", "full", 1]);
    expect(states[1]).toEqual([202, "refunding", "full", 1]);
    expect(states.at(-1)).toEqual([200, "refunded", "full", 1]);
    await assertRefundedOnce(sold);
  });

  test("by ten operators at once is one refund", async () => {
    const sold = await soldPower();
    await spendPower(sold.who, 1);
    const operators = await Promise.all(Array.from({ length: 10 }, () => operator()));
    const answers = await Promise.all(operators.map((by) => ask(by, sold.orderId, "what-is-left")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    const events = (await timeline(sold.orderId)).map(({ event }) => event);
    expect(events.filter((event) => event === "refund-asked")).toHaveLength(1);
  });

  test("by Alipay is over at once", async () => {
    const sold = await soldPower(2);
    const asked = await ask(await operator(), sold.orderId, "full");
    expect([asked.status, asked.body.orderStatus]).toEqual([200, "refunded"]);
    await assertRefundedOnce(sold);
  });

  test("a notification of the gateway ends it as well as a query", async () => {
    const sold = await soldPower();
    await ask(await operator(), sold.orderId, "full");
    await travel(3_000);
    await deliver(await mailAbout(`${sold.orderId}_1`));
    expect((await rowOf(sold.orderId))?.state).toBe("refunded");
    await assertRefundedOnce(sold);
  });
});

test("a second payment that comes while the order is refunded goes back beside it", async () => {
  const { who, orderId, codeUrl } = await shown({ payType: 2 });
  const second = await prepay(who, orderId, 2);
  await control.pay(codeUrl);
  await deliver(await mailAbout(`${orderId}_1`));
  const by = await operator();
  await ask(by, orderId, "full");
  await control.pay(second.qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_2`));
  await goOn(orderId);
  expect(await stateOf(orderId)).toBe("refunded");
  expect((await refundsAtGateway(orderId)).map(({ amountMinor }) => amountMinor)).toEqual([
    3990, 3990,
  ]);
  expect(await daysOf(who)).toBe(0);
  const { body } = await by.get<object>(`/api/console/orders/${orderId}`);
  expect(body).toMatchObject({
    orderStatus: "refunded",
    payments: [
      { gateway: "alipay", number: `${orderId}_1`, amount: "39.90", role: "settling" },
      { gateway: "alipay", number: `${orderId}_2`, amount: "39.90", role: "surplus" },
    ],
    refunds: [
      { why: "operator", amount: "39.90", state: "done", tradeNumber: `${orderId}_1` },
      { why: "surplus", amount: "39.90", state: "done", tradeNumber: `${orderId}_2` },
    ],
    refundRequests: [{ clawBack: "full", state: "taken", askedBy: by.id }],
  });
  expect((await listed(by, orderId)).map(({ why }) => why).sort()).toEqual(["operator", "surplus"]);
});
