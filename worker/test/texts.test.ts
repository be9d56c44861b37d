import { describe, expect, test } from "vitest";
import type { OrderCreated, Prepaid } from "../app.ts";
import { daysOf, timeline } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
} from "./world.ts";

restoreAfterEach();

/** Whatever a package is called, a code of it is shown: the sandbox refuses what the gateways refuse. */

async function named(name: string) {
  const id = await packageOnSale();
  await bindings.DB.prepare("UPDATE coze_package SET name = ? WHERE id = ?").bind(name, id).run();
  return id;
}

async function ordered(name: string, payType: number) {
  const who = await customer();
  const id = await named(name);
  const { body } = await who.post<OrderCreated>("/api/web/coze-package/order", { id, payType });
  const { orderId } = body;
  const show = () => who.post<Prepaid>("/api/pay/prepay", { from: "coze", orderId, payType });
  return { who, orderId, show };
}

describe.each([
  ["WeChat Pay", 1],
  ["Alipay", 2],
])("%s", (_, payType) => {
  test.each([
    "好".repeat(43),
    "好".repeat(100),
    "👨‍👩‍👧".repeat(20),
    `${"好".repeat(41)}${"é".repeat(4)}`,
    "专业版 / 团队 = 3 & 更多",
    "🎉",
  ])("shows a code for %j", async (name) => {
    const { who, orderId, show } = await ordered(name, payType);
    const { status, body } = await show();
    expect(status).toBe(200);
    await control.pay(body.qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_1`));
    expect(await daysOf(who)).toBe(30);
  });

  test("that refuses the name is shown the order's number, and never the name again", async () => {
    const { orderId, show } = await ordered("专业版", payType);
    const gateway = payType === 1 ? "wechat" : "alipay";
    await control.fault({ gateway, fault: "text-refused", times: 1, number: `${orderId}_1` });
    expect(await show()).toMatchObject({ status: 200 });
    expect(await show()).toMatchObject({ status: 200, body: { attempt: 2 } });
    expect((await timeline(orderId)).filter(({ event }) => event === "name-refused")).toHaveLength(
      1,
    );
  });

  test("that refuses every text refuses the order, and is asked twice and no more", async () => {
    const { orderId, show } = await ordered("专业版", payType);
    const gateway = payType === 1 ? "wechat" : "alipay";
    await control.fault({ gateway, fault: "text-refused", times: 2, number: `${orderId}_1` });
    expect(await show()).toMatchObject({ status: 502, body: { code: "GATEWAY_REFUSED" } });
    const events = (await timeline(orderId)).map(({ event }) => event);
    expect(events).toEqual(["created", "name-refused", "code-failed"]);
  });
});
