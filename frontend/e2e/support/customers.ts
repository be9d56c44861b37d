import { randomUUID } from "node:crypto";
import {
  type APIRequestContext,
  type APIResponse,
  type BrowserContext,
  expect,
} from "@playwright/test";
import { SignJWT } from "jose";
import type {
  Account,
  CozeCenter,
  Credits,
  LedgerPage,
  OrderCreated,
  OrderDetail,
  OrderFrom,
  OrderPage,
  PlanChanged,
  Prepaid,
  RechargeCenter,
  Subscription,
} from "../../../worker/app.ts";
import type { Stack } from "../stack.ts";
import type { Sandbox } from "./sandbox.ts";

const ORDER_PATHS: Partial<Record<OrderFrom, string>> = {
  coze: "/api/web/coze-package/order",
  recharge: "/api/recharge/submitRecharge",
  credits: "/api/credits/purchase",
};

type PlanOrder = Extract<PlanChanged, { outcome: "order" }>;

/** A customer of this test alone, and what the API says to them. */
export class Customer {
  readonly id = `e2e-${randomUUID()}`;
  readonly name: string;
  readonly #request: APIRequestContext;
  readonly #origin: string;

  constructor(name: string, request: APIRequestContext, origin: string) {
    this.name = name;
    this.#request = request;
    this.#origin = origin;
  }

  /** A purchase without the page, for tests of what comes after it. Answers with the order's number. */
  async buy(sandbox: Sandbox, from: OrderFrom, id: string): Promise<string> {
    const orderId = await this.place(from, id);
    await this.#payFor(sandbox, from, orderId);
    return orderId;
  }

  /** An order that nobody has paid. Answers with its number. */
  async place(from: OrderFrom, id: string): Promise<string> {
    const wish = { id, payType: 1 };
    return (await this.#write<OrderCreated>(ORDER_PATHS[from] ?? "", wish)).orderId;
  }

  async #payFor(sandbox: Sandbox, from: OrderFrom, orderId: string): Promise<void> {
    const asked = { from, orderId, payType: 1 };
    const { qrCode } = await this.#write<Prepaid>("/api/pay/prepay", asked);
    await sandbox.pay(qrCode.code_url);
    await expect.poll(async () => (await this.order(orderId)).orderStatus).toBe("completed");
  }

  /** A plan paid by WeChat Pay without the page. */
  async subscribe(sandbox: Sandbox, planId: string): Promise<string> {
    const path = "/api/portal/subscription/upgrade";
    const { orderId } = await this.#write<PlanOrder>(path, { planId, payType: 1 });
    await this.#payFor(sandbox, "subscription", orderId);
    return orderId;
  }

  /** The plan, as the API has it. */
  plan(): Promise<Subscription> {
    return this.#read("/api/portal/subscription");
  }

  /** What the customer has said of itself. */
  account(): Promise<Account> {
    return this.#read("/api/portal/account");
  }

  /** Says it anew. */
  state(account: Account): Promise<Account> {
    return this.#write("/api/portal/account", account, "put");
  }

  /** The days left, as the API has them; null when there is no package. */
  async daysLeft(): Promise<number | null> {
    const center = await this.#read<CozeCenter>("/api/web/coze-package/center");
    return center.user?.cozePackage?.remainingDays ?? null;
  }

  /** The power that can be spent, as the API has it. */
  async power(): Promise<number | undefined> {
    return (await this.#read<RechargeCenter>("/api/recharge/center")).user?.power;
  }

  credits(): Promise<Credits> {
    return this.#read("/api/credits/balance");
  }

  order(orderId: string): Promise<OrderDetail> {
    return this.#read(`/api/account/orders/${orderId}`);
  }

  async orders(): Promise<OrderPage["items"]> {
    return (await this.#read<OrderPage>("/api/account/orders")).items;
  }

  async ledger(): Promise<LedgerPage["items"]> {
    return (await this.#read<LedgerPage>("/api/account/ledger")).items;
  }

  async #read<T>(path: string): Promise<T> {
    return contentOf<T>(await this.#request.get(path));
  }

  async #write<T>(path: string, data: object, method: "post" | "put" = "post"): Promise<T> {
    const headers = { origin: this.#origin };
    return contentOf<T>(await this.#request[method](path, { data, headers }));
  }
}

async function contentOf<T>(answer: APIResponse): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Gives the browser the session that signing in would (worker/http/core/auth/session.ts). */
export async function signIn(context: BrowserContext, stack: Stack, name: string) {
  const customer = new Customer(name, context.request, stack.appUrl);
  const session = await new SignJWT({ sub: customer.id, name, picture: "", email: "" })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("ec_session")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(stack.sessionSecret));
  await context.addCookies([
    { name: "ec_session", value: session, url: stack.appUrl, httpOnly: true, sameSite: "Lax" },
  ]);
  return customer;
}
