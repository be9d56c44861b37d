import { beforeEach, describe, expect, test } from "vitest";
import type { Problem } from "../app.ts";
import { atPage, attemptsOf, offerCards, tell } from "./card.ts";
import { goOn } from "./refunding.ts";
import { daysOf, detail, objectOf, payResult, timeline } from "./shop.ts";
import { control, restoreAfterEach, stockOf, travel } from "./world.ts";

/** Paid on Stripe's page by a method whose bank says hours or days later whether there is any money. */

restoreAfterEach();
beforeEach(offerCards);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const eventsOf = async (orderId: string) => (await timeline(orderId)).map(({ event }) => event);

describe("a bank that answers later", () => {
  test("is waited for, and the order says so", async () => {
    const { who, orderId, number, session } = await atPage();
    await control.checkout(session, "delayed");
    expect((await tell(number)).status).toBe(200);
    expect(await payResult(who, orderId)).toMatchObject({
      ...{ payStatus: 0, orderStatus: "pending", confirming: true },
    });
    expect(await daysOf(who)).toBe(0);
    const again = await who.post<Problem>("/api/pay/prepay", { from: "coze", orderId, payType: 3 });
    expect(again).toMatchObject({ status: 409, body: { code: "ORDER_NOT_PAYABLE" } });
  });

  test("pays an order that has ended meanwhile, by its event", async () => {
    const { who, orderId, number, session, packageId } = await atPage({ stock: 1 });
    await control.checkout(session, "delayed");
    await tell(number);
    await travel(2 * HOUR_MS);
    await objectOf(orderId).attend();
    expect(await payResult(who, orderId)).toMatchObject({
      ...{ orderStatus: "expired", confirming: true, unconfirmed: true },
    });
    expect(await detail(who, orderId)).toMatchObject({ confirming: true, unconfirmed: true });
    expect(await stockOf(packageId)).toBe(1);
    await goOn(orderId, 20);
    // What a bank has in hand is not asked to be closed, again and again.
    expect(await eventsOf(orderId)).not.toContain("closed-at-gateway");
    await travel(8 * DAY_MS);
    await tell(number, "checkout.session.async_payment_succeeded");
    const result = await payResult(who, orderId);
    expect(result).toMatchObject({ payStatus: 1, orderStatus: "completed" });
    expect(result).not.toHaveProperty("confirming");
    expect(await stockOf(packageId)).toBe(0);
  });

  test("is asked without any event", async () => {
    const { who, orderId, session } = await atPage();
    await control.checkout(session, "delayed");
    await goOn(orderId, 1);
    await travel(8 * DAY_MS);
    await objectOf(orderId).attend();
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
  });

  test("refuses: the attempt ends, and nothing is granted", async () => {
    const { who, orderId, number, session } = await atPage();
    await control.checkout(session, "delayed-fails");
    await tell(number);
    await travel(8 * DAY_MS);
    await tell(number, "checkout.session.async_payment_failed");
    const [attempt] = await attemptsOf(orderId);
    expect(attempt).toMatchObject({ state: "closed", queryAtMs: null });
    expect(await payResult(who, orderId)).not.toHaveProperty("confirming");
    expect(await eventsOf(orderId)).toContain("payment-not-confirmed");
    expect(await daysOf(who)).toBe(0);
  });
});
