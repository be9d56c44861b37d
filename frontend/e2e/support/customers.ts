import { randomUUID } from "node:crypto";
import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { SignJWT } from "jose";
import type { CozeCenter, OrderDetail, OrderPage } from "../../../worker/app.ts";
import type { Stack } from "../stack.ts";

/** A customer of this test alone, and what the API says to them. */
export class Customer {
  readonly id = `e2e-${randomUUID()}`;
  readonly name: string;
  readonly #request: APIRequestContext;

  constructor(name: string, request: APIRequestContext) {
    this.name = name;
    this.#request = request;
  }

  /** The days left, as the API has them; null when there is no package. */
  async daysLeft(): Promise<number | null> {
    const center = await this.#read<CozeCenter>("/api/web/coze-package/center");
    return center.user?.cozePackage?.remainingDays ?? null;
  }

  order(orderId: string): Promise<OrderDetail> {
    return this.#read(`/api/web/coze-package/order/${orderId}`);
  }

  async orders(): Promise<OrderPage["items"]> {
    return (await this.#read<OrderPage>("/api/web/coze-package/orders")).items;
  }

  async #read<T>(path: string): Promise<T> {
    const answer = await this.#request.get(path);
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

/** Gives the browser the session that signing in would (worker/http/auth/session.ts). */
export async function signIn(context: BrowserContext, stack: Stack, name: string) {
  const customer = new Customer(name, context.request);
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
