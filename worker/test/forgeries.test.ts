import { describe, expect, test } from "vitest";
import { daysOf, payResult, prepay, shown, timeline } from "./shop.ts";
import { control, crafted, deliver, mailAbout, restoreAfterEach, travel } from "./world.ts";

/** Every notification that claims a payment and must not be believed, about an order that nobody paid. */

restoreAfterEach();

const PAY_TYPES = { wechat: 1, alipay: 2 } as const;

/** Neither side of these is the gateway's own: refused, and asked for again. */
const NOT_GENUINE = [
  ["wechat", "tampered-body"],
  ["wechat", "tampered-signature"],
  ["wechat", "signtest"],
  ["wechat", "stale-timestamp"],
  ["wechat", "unknown-serial"],
  ["wechat", "missing-headers"],
  ["wechat", "wrong-algorithm"],
  ["alipay", "tampered-body"],
  ["alipay", "tampered-sign"],
  ["alipay", "missing-sign"],
  ["alipay", "sha1-downgrade"],
] as const;

/** Signed by the gateway, about a payment that is not this order's: kept, and acknowledged. */
const NOT_OURS = [
  ["wechat", "wrong-merchant"],
  ["wechat", "wrong-app"],
  ["wechat", "wrong-amount"],
  ["wechat", "wrong-currency"],
  ["wechat", "unknown-number"],
  ["wechat", "not-success-state"],
  ["alipay", "wrong-seller"],
  ["alipay", "wrong-app"],
  ["alipay", "wrong-amount"],
  ["alipay", "unknown-number"],
  ["alipay", "trade-closed"],
] as const;

/** True of a paid trade only: about an unpaid one the sandbox signs them with a key that no gateway ever had. */
const FORGED_KEY = [
  ["wechat", "genuine"],
  ["wechat", "certificate-signed"],
  ["alipay", "genuine"],
  ["alipay", "trade-finished"],
  ["alipay", "partial-refund-repeat"],
  ["alipay", "old-timestamp"],
] as const;

async function lied(gateway: "wechat" | "alipay", variant: string, force: boolean) {
  const purchase = await shown({ payType: PAY_TYPES[gateway] });
  const number = `${purchase.orderId}_1`;
  await control.scan(purchase.codeUrl);
  const mail = await crafted({ gateway, number, variant, force });
  const answer = await deliver(mail);
  const text = await answer.text();
  const accepted = gateway === "wechat" ? answer.status < 300 : text === "success";
  const { who, orderId } = purchase;
  expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0, orderStatus: "pending" });
  expect(await daysOf(who)).toBe(0);
  expect((await timeline(orderId)).map(({ event }) => event)).not.toContain("payment-received");
  return { ...purchase, number, accepted };
}

describe("nothing is granted, and the gateway is asked to send it again", () => {
  test.each([...NOT_GENUINE])("%s %s", async (gateway, variant) => {
    expect((await lied(gateway, variant, false)).accepted).toBe(false);
  });

  test.each([...FORGED_KEY])("%s %s in a forger's hand", async (gateway, variant) => {
    expect((await lied(gateway, variant, true)).accepted).toBe(false);
  });
});

test.each([...NOT_OURS])(
  "%s %s grants nothing, and the true payment still does",
  async (gateway, variant) => {
    const purchase = await lied(gateway, variant, false);
    expect(purchase.accepted).toBe(true);
    await control.pay(purchase.codeUrl);
    await deliver(await mailAbout(purchase.number));
    expect(await daysOf(purchase.who)).toBe(30);
  },
);

describe("a true message of another", () => {
  test("WeChat Pay order, replayed after the window, is refused and grants nothing twice", async () => {
    const { who, orderId, codeUrl } = await shown();
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    expect((await deliver(mail)).status).toBeLessThan(300);
    await travel(301_000);
    expect((await deliver(mail)).status).toBe(401);
    expect(await daysOf(who)).toBe(30);
  });

  test.each([
    ["wechat", 1],
    ["alipay", 2],
  ] as const)("%s order does not pay this one", async (_gateway, payType) => {
    const paid = await shown({ payType });
    const unpaid = await shown({ payType });
    await control.pay(paid.codeUrl);
    const mail = await mailAbout(`${paid.orderId}_1`);
    await deliver(mail);
    expect(await daysOf(unpaid.who)).toBe(0);
    // Its number put into the body breaks the signature, or never was in the open.
    const twisted = { ...mail, body: mail.body.replaceAll(paid.orderId, unpaid.orderId) };
    await deliver(twisted);
    expect(await daysOf(unpaid.who)).toBe(0);
    expect(await daysOf(paid.who)).toBe(30);
  });

  test("gateway's address takes nothing", async () => {
    const purchase = await shown();
    await prepay(purchase.who, purchase.orderId, 1);
    await control.pay((await prepay(purchase.who, purchase.orderId, 1)).qrCode.code_url);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    const answer = await deliver({ ...mail, path: "/api/pay/notify/alipay" });
    expect(await answer.text()).toBe("fail");
    expect(await daysOf(purchase.who)).toBe(0);
  });
});

test.each([
  ["wechat", 1],
  ["alipay", 2],
] as const)(
  "%s: a thousand notifications of one payment, a hundred at a time, are all taken and grant once",
  async (_gateway, payType) => {
    const { who, orderId, codeUrl } = await shown({ payType });
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => deliver(mail)));
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      expect(answers.every(({ status }) => status < 300)).toBe(true);
      if (payType === 2) expect(new Set(texts)).toEqual(new Set(["success"]));
    }
    expect(await daysOf(who)).toBe(30);
    const events = (await timeline(orderId)).map(({ event }) => event);
    expect(events.filter((event) => event === "granted")).toHaveLength(1);
    expect(events.filter((event) => event === "payment-received")).toHaveLength(1);
  },
);
