import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AccountObject } from "../objects/account/object.ts";
import { OrderObject } from "../objects/order/object.ts";
import { breakD1 } from "./breaking.ts";
import { daysOf, objectOf, order, payResult, prepay, rowOf, shown, timeline } from "./shop.ts";
import {
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

/** Memory is gone, storage stays: what a crash, a deploy or a move to another machine leaves. */
const crash = abortAllDurableObjects;

const alarm = async (orderId: string) => {
  await travel(65_000);
  await runDurableObjectAlarm(objectOf(orderId));
};

const alarmOf = (orderId: string) =>
  runInDurableObject(objectOf(orderId), (_object, state) => state.storage.getAlarm());

test("restarting the object between any two steps of a purchase loses nothing", async () => {
  const who = await customer();
  const packageId = await packageOnSale({ stock: 3 });
  const { orderId } = (await order(who, packageId)).body;
  await crash();
  await prepay(who, orderId);
  await crash();
  const code = await prepay(who, orderId);
  expect(code.attempt).toBe(2);
  await crash();
  await control.pay(code.qrCode.code_url);
  await crash();
  const mail = await mailAbout(`${orderId}_1`);
  await deliver(mail);
  await crash();
  await deliver(mail);
  expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
  expect(await daysOf(who)).toBe(30);
  expect(await rowOf(orderId)).toEqual({ state: "completed", stock_held: 1 });
});

test("restarted with the code on the page, the alarm still finds a payment nobody told of", async () => {
  const { who, orderId, codeUrl } = await shown();
  await control.pay(codeUrl);
  await crash();
  expect(await alarmOf(orderId)).not.toBeNull();
  await alarm(orderId);
  expect(await daysOf(who)).toBe(30);
});

describe("the account cannot be reached when the payment comes", () => {
  test.each(["before", "after"] as const)(
    "%s it applied the grant: the alarm grants, once",
    async (when) => {
      const { who, orderId, codeUrl } = await shown();
      const original = AccountObject.prototype.grant;
      vi.spyOn(AccountObject.prototype, "grant").mockImplementation(function (
        this: AccountObject,
        request,
      ) {
        if (when === "after") original.call(this, request);
        throw new Error("the object was reset");
      });
      await control.pay(codeUrl);
      const answer = await deliver(await mailAbout(`${orderId}_1`));
      expect(answer.status).toBeLessThan(300);
      expect(await payResult(who, orderId)).toMatchObject({ payStatus: 1, orderStatus: "paid" });

      vi.restoreAllMocks();
      await crash();
      await alarm(orderId);
      expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
      expect(await daysOf(who)).toBe(30);
    },
  );
});

describe("D1 is down when the payment comes", () => {
  test.each(["before", "after"] as const)(
    "failing %s it applied: granted at once, told later",
    async (when) => {
      const { who, orderId, codeUrl } = await shown({ stock: 2 });
      await control.pay(codeUrl);
      const mail = await mailAbout(`${orderId}_1`);
      breakD1(when);
      expect((await deliver(mail)).status).toBeLessThan(300);
      expect(await daysOf(who)).toBe(30);
      expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });

      vi.restoreAllMocks();
      await crash();
      await alarm(orderId);
      expect(await rowOf(orderId)).toEqual({ state: "completed", stock_held: 1 });
    },
  );

  test("it keeps trying, however long it takes", async () => {
    const { orderId, codeUrl } = await shown();
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    breakD1("before");
    await deliver(mail);
    for (let tries = 0; tries < 12; tries++) await alarm(orderId);
    expect(await alarmOf(orderId)).not.toBeNull();
    vi.restoreAllMocks();
    await alarm(orderId);
    expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
  });
});

test("a payment is written down before it is acknowledged", async () => {
  const { who, orderId, codeUrl } = await shown();
  await control.pay(codeUrl);
  const mail = await mailAbout(`${orderId}_1`);
  vi.spyOn(OrderObject.prototype, "settle").mockRejectedValue(new Error("the object was reset"));
  expect((await deliver(mail)).status).toBe(500);
  vi.restoreAllMocks();
  expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0 });
  expect((await deliver(mail)).status).toBeLessThan(300);
  expect(await daysOf(who)).toBe(30);
});

test("an alarm that fails sets the next one", async () => {
  const { orderId } = await shown();
  await control.fault({ gateway: "wechat", fault: "error-500", times: 100 });
  for (let tries = 0; tries < 8; tries++) {
    await alarm(orderId);
    expect(await alarmOf(orderId)).not.toBeNull();
  }
});

test("an order that came to rest sleeps without an alarm", async () => {
  const { who, orderId, codeUrl } = await shown();
  await control.pay(codeUrl);
  await deliver(await mailAbout(`${orderId}_1`));
  await alarm(orderId);
  expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
  expect(await alarmOf(orderId)).toBeNull();
});

test("an unpaid order is watched past the last notification that can come, and then sleeps", async () => {
  const { orderId } = await shown({ payType: 2 });
  for (let turns = 0; turns < 200 && (await alarmOf(orderId)) !== null; turns++) {
    const at = (await alarmOf(orderId)) ?? 0;
    await travel(Math.max(at - Date.now() + 1, 1));
    await runDurableObjectAlarm(objectOf(orderId));
  }
  const last = (await timeline(orderId)).filter((entry) => entry.event === "queried").at(-1);
  expect(last).toMatchObject({ outcome: "unknown" });
  expect(await rowOf(orderId)).toMatchObject({ state: "expired" });
});
