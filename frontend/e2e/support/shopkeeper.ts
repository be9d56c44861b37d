import { expect } from "@playwright/test";
import type {
  CozeCenter,
  Invoice,
  InvoicePage,
  OrderCreated,
  Prepaid,
} from "../../../worker/app.ts";
import type { FreshCopy } from "./fresh-copy.ts";
import { Sandbox } from "./sandbox.ts";

/** An order that was paid and granted. */
export interface Sold {
  orderNo: string;
}

/** Recharges of 500 + 50 power. */
const ITEM = "power-500";
const WECHAT = 1;
const BUYER = { sub: "customer-lin", name: "林知夏" };
const OPERATOR = { sub: "operator-wang", role: "operator" };

/** Sells over the API, and looks at what became of it. */
export class Shopkeeper {
  readonly #copy: FreshCopy;
  readonly #sandbox: Sandbox;

  constructor(copy: FreshCopy) {
    this.#copy = copy;
    this.#sandbox = new Sandbox(copy.sandboxUrl);
  }

  async placeOrder(): Promise<Sold & { codeUrl: string }> {
    const token = await this.#token(BUYER);
    const wanted = { id: ITEM, payType: WECHAT };
    const { orderId } = await this.#ask<OrderCreated>(
      "/api/recharge/submitRecharge",
      token,
      wanted,
    );
    const prepay = { from: "recharge", orderId, payType: WECHAT };
    const { qrCode } = await this.#ask<Prepaid>("/api/pay/prepay", token, prepay);
    return { orderNo: orderId, codeUrl: qrCode.code_url };
  }

  async sell(): Promise<Sold> {
    const order = await this.placeOrder();
    expect(await this.#sandbox.pay(order.codeUrl)).toMatchObject({ ok: true });
    await expect.poll(() => this.statusOf(order)).toBe("completed");
    return order;
  }

  async statusOf(sold: Sold): Promise<string> {
    return (await this.#file(sold)).orderStatus;
  }

  async reasonsOf(sold: Sold): Promise<string[]> {
    return (await this.#file(sold)).refundRequests.map(({ reason }) => reason);
  }

  /** The next refund at WeChat Pay ends this way. */
  breakNext(fault: "refund-closed" | "refund-abnormal"): Promise<void> {
    return this.#sandbox.fault({ gateway: "wechat", fault });
  }

  /** The bank of the gateways answers a thousand times as fast. */
  hurryGateways(): Promise<void> {
    return this.#sandbox.hurry(1_000);
  }

  operatorToken(): Promise<string> {
    return this.#token(OPERATOR);
  }

  buyerToken(): Promise<string> {
    return this.#token(BUYER);
  }

  /** The month in which everything is sold, where the bills are made out. */
  period(): string {
    const inZone = new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit" },
    });
    return inZone.format(new Date()).slice(0, 7);
  }

  /** Invoices what was sold and stands on no document yet; its number. What was paid reaches the lists a moment later. */
  async invoice(): Promise<string> {
    const wanted = { customerId: BUYER.sub, period: this.period() };
    const token = await this.operatorToken();
    let numbers: string[] = [];
    await expect
      .poll(async () => {
        const { items } = await this.#ask<InvoicePage>("/api/console/invoices", token, wanted);
        numbers = items.filter(({ currency }) => currency === "CNY").map(({ number }) => number);
        return numbers.length;
      })
      .toBeGreaterThan(0);
    return numbers[0] ?? "";
  }

  /** Asks for a fapiao over an invoice; its id. */
  async wantFapiao(number: string): Promise<string> {
    const title = { type: "person", title: BUYER.name };
    const asked = `/api/portal/invoices/${number}/fapiao`;
    const { fapiao } = await this.#ask<Invoice>(asked, await this.buyerToken(), { title });
    return fapiao?.id ?? "";
  }

  /** Whether the switch has reached customers. */
  async isOff(key: string): Promise<boolean> {
    const { status, payWayList } = await this.#centre("zh-CN");
    if (key === "coze_package_status") return !status;
    return !payWayList.some(({ payType }) => key === `payway_${payType}_status`);
  }

  async explained(language: string): Promise<string> {
    return (await this.#centre(language)).explain;
  }

  async #centre(language: string): Promise<CozeCenter> {
    const address = `${this.#copy.appUrl}/api/web/coze-package/center?fresh=1`;
    const answer = await fetch(address, { headers: { "accept-language": language } });
    return (await answer.json()) as CozeCenter;
  }

  async #file({ orderNo }: Sold) {
    return this.#ask<{ orderStatus: string; refundRequests: { reason: string }[] }>(
      `/api/console/orders/${orderNo}`,
      await this.operatorToken(),
    );
  }

  async #token(person: object): Promise<string> {
    const answer = await fetch(`${this.#copy.sandboxUrl}/identity/test-token`, {
      method: "POST",
      body: JSON.stringify(person),
    });
    return ((await answer.json()) as { token: string }).token;
  }

  async #ask<T>(address: string, token: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(this.#copy.appUrl + address, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
