import { expect, test } from "vitest";
import { ask, goOn, operator, soldPower, spendPower } from "./refunding.ts";
import { detail, paid } from "./shop.ts";
import { restoreAfterEach } from "./world.ts";

restoreAfterEach();

test("an owner sees how much went back, why, and what was taken back for it", async () => {
  const { who, orderId } = await paid();
  expect((await detail(who, orderId)).refund).toBeUndefined();
  await ask(await operator(), orderId, "full", "买错了");
  const refund = {
    amount: "39.90",
    why: "operator",
    reason: "买错了",
    takenBack: { amount: 30, unit: "days" },
  };
  expect(await detail(who, orderId)).toMatchObject({ orderStatus: "refunding", refund });
  await goOn(orderId);
  expect(await detail(who, orderId)).toMatchObject({ orderStatus: "refunded", refund });
});

test("what had been spent was not taken back, and the owner reads so", async () => {
  const sold = await soldPower();
  await spendPower(sold.who, 50);
  await ask(await operator(), sold.orderId, "what-is-left");
  const { body } = await sold.who.get(`/api/account/orders/${sold.orderId}`);
  expect(body).toMatchObject({ refund: { takenBack: { amount: 500, unit: "power" } } });
});
