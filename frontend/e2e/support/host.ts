import { randomUUID } from "node:crypto";
import { createStatement, newKey } from "../../../scripts/tools/api-keys.ts";
import type { Stack } from "../stack.ts";

/** The host product's backend, which spends what its customers bought. */
export class Host {
  readonly #stack: Stack;
  readonly #token: string;

  private constructor(stack: Stack, token: string) {
    this.#stack = stack;
    this.#token = token;
  }

  static async withNewKey(stack: Stack): Promise<Host> {
    const key = newKey();
    await stack.d1(createStatement(key, "e2e", Date.now()));
    return new Host(stack, key.token);
  }

  async deduct(
    customerId: string,
    amount: number,
    reference: string,
    asset: "power" | "credits" = "power",
  ): Promise<void> {
    await this.#post(`/api/customers/${customerId}/deduct`, { asset, amount, reference });
  }

  /** Reports usage as it happens, `ai_chat` 3 times and so on. */
  async record(
    customerId: string,
    product: string,
    count: number,
    more: { at?: string; id?: string } = {},
  ): Promise<void> {
    const event = { id: randomUUID(), product, count, ...more };
    await this.#post(`/api/customers/${customerId}/usage`, event);
  }

  async #post(path: string, body: object): Promise<void> {
    const answer = await fetch(this.#stack.appUrl + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.#token}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}
