import { afterEach, describe, expect, test, vi } from "vitest";
import {
  ask,
  assertRefundedOnce,
  goOn,
  goOnForHours,
  listed,
  operator,
  refundsAtGateway,
  refundsOf,
  retry,
  soldPower,
  stateOf,
} from "./refunding.ts";
import { objectOf, timeline } from "./shop.ts";
import { control, restoreAfterEach, travel } from "./world.ts";

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a refund that failed for good", () => {
  async function failed(fault: string) {
    const sold = await soldPower();
    await control.fault({ gateway: "wechat", fault, number: `${sold.orderId}_1` });
    const by = await operator();
    await ask(by, sold.orderId, "full");
    await goOn(sold.orderId, 2);
    expect(await listed(by, sold.orderId, "&state=failed")).toHaveLength(1);
    expect(await stateOf(sold.orderId)).toBe("refunding");
    return { sold, by };
  }

  test("because the gateway closed it takes a new number, once the gateway has confirmed it", async () => {
    const { sold, by } = await failed("refund-closed");
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "refund-query" });
    const asked = await retry(by, sold.orderId);
    expect(asked.status).toBe(202);
    expect(asked.body.retried).toEqual([`${sold.orderId}R1`]);
    expect(asked.body.refunds).toHaveLength(1);
    // Old news from the gateway, repeated: nothing is decided by it.
    await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, {
      kind: "failed",
      detail: "CLOSED",
      numberIsDead: true,
    });
    const file = await objectOf(sold.orderId).file();
    expect(file.ok && file.value.refunds).toMatchObject([{ state: "accepted", retrying: true }]);
    await Promise.all([retry(by, sold.orderId), retry(by, sold.orderId)]);
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    expect(
      (await refundsAtGateway(sold.orderId)).map(({ number, state }) => [number, state]),
    ).toEqual([
      [`${sold.orderId}R1`, "CLOSED"],
      [`${sold.orderId}R2`, "SUCCESS"],
    ]);
    expect(await listed(by, sold.orderId, "&state=failed")).toEqual([]);
    expect((await listed(by, sold.orderId)).map(({ state }) => state).sort()).toEqual([
      "done",
      "replaced",
    ]);
  });

  /** R1 closed and taken up again: R2 stands in its place, and was not sent yet. */
  async function replaced() {
    const { sold, by } = await failed("refund-closed");
    const first = `${sold.orderId}R1`;
    const second = `${sold.orderId}R2`;
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "refund-query" });
    await retry(by, sold.orderId);
    await goOn(sold.orderId, 1);
    expect(await refundsOf(sold.orderId)).toMatchObject([
      { refundNo: first, state: "failed", replacedBy: second },
      { refundNo: second, state: "due", tries: 0 },
    ]);
    return { sold, by, first, second };
  }

  test("and is done after all, drops the number in its place that was never sent", async () => {
    const { sold, by, first, second } = await replaced();
    await objectOf(sold.orderId).applyRefundStatus(first, { kind: "done" });
    expect(await refundsOf(sold.orderId)).toMatchObject([
      { refundNo: first, state: "done", replacedBy: null },
      { refundNo: second, state: "failed", replacedBy: first, dueAtMs: null },
    ]);
    expect((await retry(by, sold.orderId)).body.retried).toEqual([]);
    await goOnForHours(sold.orderId, 3);
    expect((await refundsAtGateway(sold.orderId)).map(({ number }) => number)).toEqual([first]);
    expect(await stateOf(sold.orderId)).toBe("refunded");
    expect(await listed(by, sold.orderId, "&state=failed")).toEqual([]);
    expect(await listed(by, sold.orderId, "&state=done")).toMatchObject([{ number: first }]);
  });

  test("and is done after all, leaves what was sent in its place to be asked about only", async () => {
    const { sold, first, second } = await replaced();
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "wechat", fault: "error-500", times: 1, number });
    await goOn(sold.orderId, 1);
    expect(await refundsOf(sold.orderId)).toMatchObject([{}, { state: "due", tries: 1 }]);
    await objectOf(sold.orderId).applyRefundStatus(first, { kind: "done" });
    expect(await refundsOf(sold.orderId)).toMatchObject([{}, { state: "accepted" }]);
    await goOnForHours(sold.orderId, 3);
    expect((await refundsAtGateway(sold.orderId)).map((each) => each.number)).toEqual([first]);
    expect(await refundsOf(sold.orderId)).toMatchObject([
      { refundNo: first, state: "done" },
      { refundNo: second, state: "failed", replacedBy: first },
    ]);
    const events = (await timeline(sold.orderId)).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["refund-overtaken", "refund-dropped"]));
  });

  test("and is done after all, beside another that is done: a person is told, and nothing moves", async () => {
    const { sold, first } = await replaced();
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    for (let times = 0; times < 2; times++)
      await objectOf(sold.orderId).applyRefundStatus(first, { kind: "done" });
    const events = (await timeline(sold.orderId)).map(({ event }) => event);
    expect(events.filter((event) => event === "refunded-twice").length).toBeGreaterThan(0);
    expect(events.filter((event) => event === "refunded")).toHaveLength(1);
  });

  test("because the bank refused keeps its number: the money is still in it", async () => {
    const { sold, by } = await failed("refund-abnormal");
    const asked = await retry(by, sold.orderId);
    expect(asked.body).toMatchObject({
      retried: [`${sold.orderId}R1`],
      refunds: [{ number: `${sold.orderId}R1`, state: "failed" }],
    });
    await goOn(sold.orderId, 3);
    expect(await refundsAtGateway(sold.orderId)).toHaveLength(1);
    // Settled by hand at the gateway's console.
    await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, { kind: "done" });
    await assertRefundedOnce(sold);
  });

  test("because the merchant's balance was too low goes on under its number", async () => {
    const sold = await soldPower(2);
    const by = await operator();
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "alipay", fault: "refund-not-enough", times: 500, number });
    await ask(by, sold.orderId, "full");
    for (let tries = 0; tries < 64; tries++) {
      await travel(3_601_000);
      await objectOf(sold.orderId).attend();
    }
    expect(await listed(by, sold.orderId, "&state=failed")).toMatchObject([
      { number: `${sold.orderId}R1`, detail: expect.stringContaining("SELLER_BALANCE_NOT_ENOUGH") },
    ]);
    await control.clearFaults();
    await retry(by, sold.orderId);
    await goOn(sold.orderId, 2);
    await assertRefundedOnce(sold);
    expect((await refundsAtGateway(sold.orderId)).map((each) => each.number)).toEqual([
      `${sold.orderId}R1`,
    ]);
  });

  test("is not one that was refused once after a long outage", async () => {
    const sold = await soldPower(2);
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "alipay", fault: "error-500", times: 500, number });
    await ask(await operator(), sold.orderId, "full");
    await goOnForHours(sold.orderId, 64);
    const [before] = await refundsOf(sold.orderId);
    expect(before).toMatchObject({ state: "due", refusals: 0 });
    expect(before?.tries).toBeGreaterThan(60);
    await control.clearFaults();
    await control.fault({ gateway: "alipay", fault: "refund-not-enough", times: 1, number });
    await goOnForHours(sold.orderId, 1);
    expect(await refundsOf(sold.orderId)).toMatchObject([{ state: "due", refusals: 1 }]);
    await goOnForHours(sold.orderId, 1);
    await assertRefundedOnce(sold);
  });

  test("counts refusals in a row: any other answer begins anew", async () => {
    const sold = await soldPower();
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "wechat", fault: "refund-not-enough", times: 30, number });
    await ask(await operator(), sold.orderId, "full");
    await goOnForHours(sold.orderId, 29);
    expect(await refundsOf(sold.orderId)).toMatchObject([{ state: "due", refusals: 30 }]);
    await goOnForHours(sold.orderId, 1);
    expect(await refundsOf(sold.orderId)).toMatchObject([{ state: "accepted", refusals: 0 }]);
    await goOnForHours(sold.orderId, 2);
    await assertRefundedOnce(sold);
  });

  test("because the gateway accepts it again and again and never knows it", async () => {
    const sold = await soldPower(2);
    const by = await operator();
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "alipay", fault: "error-500", times: 500, number });
    await ask(by, sold.orderId, "full");
    const goesRound = async () => {
      await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, { kind: "accepted" });
      await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, { kind: "unknown" });
    };
    await goesRound();
    expect(await refundsOf(sold.orderId)).toMatchObject([{ state: "due" }]);
    await goOnForHours(sold.orderId, 121);
    await goesRound();
    expect(await listed(by, sold.orderId, "&state=failed")).toMatchObject([
      { number: `${sold.orderId}R1`, detail: expect.stringContaining("not known") },
    ]);
    await control.clearFaults();
    await retry(by, sold.orderId);
    await goOn(sold.orderId, 3);
    await assertRefundedOnce(sold);
  });

  test("nothing failed: nothing is taken up", async () => {
    const sold = await soldPower(2);
    const by = await operator();
    expect(await retry(by, sold.orderId)).toMatchObject({ status: 200, body: { retried: [] } });
    await ask(by, sold.orderId, "full");
    expect(await retry(by, sold.orderId)).toMatchObject({ status: 200, body: { retried: [] } });
    await assertRefundedOnce(sold);
    expect((await retry(sold.who, sold.orderId)).status).toBe(403);
  });
});
