import { beforeAll, describe, expect, test } from "vitest";
import type { OrderCreated, OrderDetail, PayResult, PlanChanged, Prepaid } from "../app.ts";
import { codeOf } from "./identity.ts";
import { fromFrame, HOST_ORIGIN, read, tokenFor } from "./portal-token.ts";
import { plansAtTheirPrices } from "./subscribing.ts";
import {
  control,
  customer,
  deliver,
  mailAbout,
  ORIGIN,
  packageOnSale,
  restoreAfterEach,
} from "./world.ts";

restoreAfterEach();
beforeAll(plansAtTheirPrices);

describe("paying inside the frame", () => {
  const post = (token: string, path: string, body: object) =>
    fromFrame(token, path, { method: "POST", headers: { origin: ORIGIN }, body });

  test("a customer subscribes by code: ordered, paid, seen, with nothing but the token", async () => {
    const token = await tokenFor(`customer-${crypto.randomUUID()}`);
    const chosen = { planId: "pro_monthly", payType: 1 };
    const changed = await post(token, "/api/portal/subscription/upgrade", chosen);
    const order = await read<Extract<PlanChanged, { outcome: "order" }>>(changed);
    const asked = { from: "subscription", orderId: order.orderId };
    const code = await post(token, "/api/pay/prepay", { ...asked, payType: 1 });
    await control.pay((await read<Prepaid>(code)).qrCode.code_url);
    await deliver(await mailAbout(`${order.orderId}_1`));
    const query = `?orderId=${order.orderId}&from=subscription`;
    const result = await fromFrame(token, `/api/pay/getPayResult${query}`);
    expect(await read<PayResult>(result)).toMatchObject({ payStatus: 1 });
    const detail = await fromFrame(token, `/api/account/orders/${order.orderId}`);
    expect(await read<OrderDetail>(detail)).toMatchObject({ orderStatus: "completed" });
    const now = await fromFrame(token, "/api/portal/subscription");
    expect(await now.json()).toMatchObject({ planId: "pro_monthly", status: "active" });
  });

  test("an order is cancelled with it, and another customer's is not found", async () => {
    const id = `customer-${crypto.randomUUID()}`;
    const [token, other] = [await tokenFor(id), await tokenFor("customer-other")];
    const chosen = { planId: "pro_monthly", payType: 1 };
    const changed = await post(token, "/api/portal/subscription/upgrade", chosen);
    const { orderId } = await read<{ orderId: string }>(changed);
    const asked = { from: "subscription", orderId };
    for (const [path, body] of [
      ["/api/pay/prepay", { ...asked, payType: 1 }],
      ["/api/pay/cancel", asked],
    ] as const)
      expect(await codeOf(await post(other, path, body))).toBe("ORDER_NOT_FOUND");
    expect((await fromFrame(other, `/api/account/orders/${orderId}`)).status).toBe(404);
    const cancelled = await post(token, "/api/pay/cancel", asked);
    expect(await cancelled.json()).toMatchObject({ orderStatus: "cancelled" });
  });

  test("orders of what the frame does not sell are not found, though they are the customer's own", async () => {
    const who = await customer();
    const token = await tokenFor(who.id);
    const wish = { id: await packageOnSale(), payType: 1 };
    const { orderId } = (await who.post<OrderCreated>("/api/web/coze-package/order", wish)).body;
    for (const from of ["coze", "subscription", "credits", "recharge"]) {
      const asked = { from, orderId };
      const query = `?orderId=${orderId}&from=${from}`;
      for (const response of [
        await post(token, "/api/pay/prepay", { ...asked, payType: 1 }),
        await post(token, "/api/pay/cancel", asked),
        await fromFrame(token, `/api/pay/getPayResult${query}`),
        await fromFrame(token, `/api/account/orders/${orderId}`),
      ])
        expect(await codeOf(response)).toBe("ORDER_NOT_FOUND");
    }
    const path = `/api/pay/getPayResult?orderId=${orderId}&from=coze`;
    expect((await who.get<PayResult>(path)).body.payStatus).toBe(0);
  });

  test("with scope read nothing is ordered, paid or cancelled, and nothing is changed", async () => {
    const id = `customer-${crypto.randomUUID()}`;
    const [token, looking] = [await tokenFor(id), await tokenFor(id, { origins: [HOST_ORIGIN] })];
    const chosen = { planId: "pro_monthly", payType: 1 };
    const upgrade = "/api/portal/subscription/upgrade";
    expect(await codeOf(await post(looking, upgrade, chosen))).toBe("PORTAL_SCOPE_REFUSED");
    const { orderId } = await read<{ orderId: string }>(await post(token, upgrade, chosen));
    const asked = { from: "subscription", orderId };
    for (const [path, body] of [
      ["/api/pay/prepay", { ...asked, payType: 1 }],
      ["/api/pay/cancel", asked],
      ["/api/credits/purchase", { id: "credits-100", payType: 1 }],
      ["/api/portal/subscription/cancel", {}],
      ["/api/portal/subscription/resume", {}],
      ["/api/portal/subscription/card", {}],
    ] as const)
      expect(await codeOf(await post(looking, path, body)), path).toBe("PORTAL_SCOPE_REFUSED");
    const still = await fromFrame(token, `/api/account/orders/${orderId}`);
    expect(await still.json()).toMatchObject({ orderStatus: "pending" });
  });
});
