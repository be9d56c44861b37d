import { describe, expect, test } from "vitest";
import { makeOrderNo } from "../domain/order/number.ts";
import { mayRefund, OPERATOR_REFUNDS_MAX } from "../store/operator-refunds.ts";
import { ask, operator, retry, settledOutside } from "./refunding.ts";
import { bindings, restoreAfterEach } from "./world.ts";

restoreAfterEach();

const START_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const newOrderNo = () =>
  makeOrderNo(Date.now(), (length) => crypto.getRandomValues(new Uint8Array(length)));
const someone = () => `operator-${crypto.randomUUID()}`;

/** How many of so many orders an operator may have refunded at a time. */
async function allowed(who: string, orders: number, nowMs: number): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: orders }, () =>
      mayRefund(bindings.DB, { operator: who, orderNo: newOrderNo(), nowMs }),
    ),
  );
  return answers.filter(Boolean).length;
}

describe("an operator's refunds", () => {
  const { aMinute, aDay } = OPERATOR_REFUNDS_MAX;

  test("are limited by the minute, all at once too, and others' are not", async () => {
    const who = someone();
    expect(await allowed(who, aMinute + 10, START_MS)).toBe(aMinute);
    expect(await allowed(who, 1, START_MS + MINUTE_MS - 1)).toBe(0);
    expect(await allowed(someone(), 1, START_MS)).toBe(1);
    expect(await allowed(who, aMinute + 1, START_MS + MINUTE_MS)).toBe(aMinute);
  });

  test("are limited by the day, and a day later the share is whole", async () => {
    const who = someone();
    let taken = 0;
    for (let minute = 0; minute < aDay / aMinute + 2; minute++)
      taken += await allowed(who, aMinute, START_MS + minute * MINUTE_MS);
    expect(taken).toBe(aDay);
    expect(await allowed(who, 1, START_MS + DAY_MS - 1)).toBe(0);
    expect(await allowed(who, aMinute, START_MS + 2 * DAY_MS)).toBe(aMinute);
  });

  test("count an order once a day, so that it can be asked about again", async () => {
    const asked = { operator: someone(), orderNo: newOrderNo() };
    expect(await mayRefund(bindings.DB, { ...asked, nowMs: START_MS })).toBe(true);
    expect(await allowed(asked.operator, aMinute, START_MS)).toBe(aMinute - 1);
    expect(await mayRefund(bindings.DB, { ...asked, nowMs: START_MS + 1 })).toBe(true);
    const rows = () =>
      bindings.DB.prepare("SELECT count(*) AS n FROM operator_refund WHERE operator = ?")
        .bind(asked.operator)
        .first<number>("n");
    expect(await rows()).toBe(aMinute);
    expect(await mayRefund(bindings.DB, { ...asked, nowMs: START_MS + 2 * DAY_MS })).toBe(true);
    expect(await rows()).toBeLessThan(aMinute);
  });
});

test("past the share every call that moves money is told to wait, and asks no order", async () => {
  const by = await operator();
  expect(await allowed(by.id, 100, Date.now())).toBe(OPERATOR_REFUNDS_MAX.aMinute);
  for (const call of [
    ask(by, newOrderNo(), "full"),
    retry(by, newOrderNo()),
    settledOutside(by, newOrderNo()),
  ]) {
    const { status, body } = await call;
    expect([status, body.code]).toEqual([429, "TOO_MANY_REQUESTS"]);
  }
});
