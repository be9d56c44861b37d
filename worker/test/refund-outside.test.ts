import { expect, test } from "vitest";
import {
  ask,
  goOnForHours,
  historyOf,
  listed,
  operator,
  PRICE_MINOR,
  refundedAtConsole,
  refundsAtGateway,
  refundsOf,
  retry,
  settledOutside,
  soldPower,
  stateOf,
} from "./refunding.ts";
import { objectOf, order, prepay, rowOf, timeline } from "./shop.ts";
import {
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  request,
  restoreAfterEach,
} from "./world.ts";

/** A refund that our number can never finish, because the money went back at the gateway's own console. */

restoreAfterEach();

const GATEWAYS = [
  ["wechat", 1],
  ["alipay", 2],
] as const;

/** Asked for, and failed for good before anything reached the gateway. */
async function failed(gateway: "wechat" | "alipay", payType: number) {
  const sold = await soldPower(payType);
  const by = await operator();
  const number = `${sold.orderId}_1`;
  await control.fault({ gateway, fault: "refund-not-enough", times: 1, number });
  await ask(by, sold.orderId, "full");
  const detail = "refused";
  await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, { kind: "failed", detail });
  expect(await refundsOf(sold.orderId)).toMatchObject([{ state: "failed" }]);
  return { ...sold, by };
}

test.each(GATEWAYS)(
  "%s: given back at the console, it is settled by hand",
  async (gateway, way) => {
    const { orderId, who } = await soldPower(way);
    const by = await operator();
    await refundedAtConsole(gateway, `${orderId}_1`);
    expect((await ask(by, orderId, "full")).body.needsPerson).toBe(false);
    expect((await settledOutside(by, orderId)).body.code).toBe("REFUND_NOT_FAILED");
    await goOnForHours(orderId, 64);
    expect((await ask(by, orderId, "full")).body).toMatchObject({
      orderStatus: "refunding",
      needsPerson: true,
    });
    const answers = await Promise.all([1, 2].map(() => settledOutside(by, orderId, "seen 11-20")));
    answers.push(await settledOutside(by, orderId, "again"));
    for (const { status, body } of answers)
      expect([status, body.orderStatus, body.needsPerson]).toEqual([200, "refunded", false]);
    expect(await rowOf(orderId)).toMatchObject({ state: "refunded" });
    expect(await listed(by, orderId, "&state=done")).toMatchObject([
      { number: `${orderId}R1`, detail: "given back at the gateway: seen 11-20" },
    ]);
    const told: { event: string }[] = await timeline(orderId);
    expect(told.filter(({ event }) => event === "refund-settled")).toMatchObject([
      { note: "seen 11-20", by: by.id, gatewaySays: "refunded" },
    ]);
    expect((await retry(by, orderId)).body.retried).toEqual([]);
    await goOnForHours(orderId, 2);
    expect((await refundsAtGateway(orderId)).map((each) => each.amountMinor)).toEqual([
      PRICE_MINOR,
    ]);
    const taken = (await historyOf(who)).filter(({ key }) => key.startsWith("refund:"));
    expect(taken).toHaveLength(1);
  },
);

test.each(GATEWAYS)("%s: not believed while the gateway has the money", async (gateway, way) => {
  const { orderId, by } = await failed(gateway, way);
  expect(await settledOutside(by, orderId)).toMatchObject({
    status: 409,
    body: { code: "MONEY_NOT_RETURNED" },
  });
  await control.fault({ gateway, fault: "error-500", times: 9, number: `${orderId}_1` });
  expect(await settledOutside(by, orderId)).toMatchObject({
    status: 503,
    body: { code: "UNAVAILABLE" },
  });
  expect(await stateOf(orderId)).toBe("refunding");
  expect(await refundsOf(orderId)).toMatchObject([{ state: "failed" }]);
});

test("a second payment that went back at the console is settled by hand too, the order stays as it is", async () => {
  const who = await customer();
  const packageId = await packageOnSale();
  const { orderId } = (await order(who, packageId, 2)).body;
  const codes = [await prepay(who, orderId, 2), await prepay(who, orderId, 2)];
  await control.fault({ gateway: "alipay", fault: "refund-not-enough", times: 500 });
  for (const [index, { qrCode }] of codes.entries()) {
    await control.pay(qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_${index + 1}`));
  }
  await goOnForHours(orderId, 64);
  const by = await operator();
  expect(await listed(by, orderId, "&state=failed")).toMatchObject([{ why: "surplus" }]);
  await control.clearFaults();
  expect((await settledOutside(by, orderId)).body.code).toBe("MONEY_NOT_RETURNED");
  const tradeNumber = (await refundsOf(orderId))[0]?.tradeNo ?? "";
  await refundedAtConsole("alipay", tradeNumber, 3990);
  for (let times = 0; times < 2; times++)
    expect(await settledOutside(by, orderId)).toMatchObject({
      status: 200,
      body: { orderStatus: "completed", needsPerson: false },
    });
  expect(await listed(by, orderId, "&state=done")).toHaveLength(1);
});

test("our own refund that comes through after all is told to a person", async () => {
  const { orderId, by } = await failed("wechat", 1);
  await refundedAtConsole("wechat", `${orderId}_1`);
  await settledOutside(by, orderId);
  await objectOf(orderId).applyRefundStatus(`${orderId}R1`, { kind: "done" });
  expect(await timeline(orderId)).toContainEqual(
    expect.objectContaining({ event: "refunded-twice", beside: "by hand" }),
  );
});

test("is for operators, from our own pages, with a note, about an order that is refunded", async () => {
  const { orderId, by, who } = await failed("wechat", 1);
  expect((await settledOutside(who, orderId)).status).toBe(403);
  expect((await settledOutside(by, orderId, " ")).status).toBe(422);
  expect((await settledOutside(by, orderId, "x".repeat(201))).status).toBe(422);
  expect((await settledOutside(by, "EC20200101ZZZZZZZZZZ")).body.code).toBe("ORDER_NOT_FOUND");
  const foreign = await request(`/api/console/orders/${orderId}/refund/settled`, {
    method: "POST",
    body: JSON.stringify({ note: "x" }),
    headers: {
      "content-type": "application/json",
      cookie: "ec_session=x",
      origin: "https://evil.example",
    },
  });
  expect(await foreign.json()).toMatchObject({ code: "ORIGIN_REFUSED" });
  const other = await soldPower();
  expect((await settledOutside(by, other.orderId)).body.code).toBe("REFUND_NOT_FAILED");
});
