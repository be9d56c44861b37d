import { readFile } from "node:fs/promises";
import { fontFile } from "../../../scripts/tools/fonts.ts";
import type { InvoiceSummary } from "../../../worker/app.ts";
import { FONTS, type FontName } from "../../../worker/config/fonts.ts";
import type { Stack } from "../stack.ts";

const CATALOG_CACHE = "cache:catalog:2";
const PLANS_CACHE = "cache:plans:2";

/** What a package says of itself, without quotes. */
interface Texts {
  name?: string;
  label?: string;
  description?: string;
  content?: string[];
}

/** What an operator does with `wrangler`, and afterwards all is as it was. */
export class Operator {
  readonly #stack: Stack;
  readonly #undo = new Map<string, () => Promise<unknown>>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  async set(key: string, value: string): Promise<void> {
    this.#undo.set(key, () => this.#stack.kvDelete(key));
    await this.#stack.kvPut(key, value);
  }

  async unset(key: string): Promise<void> {
    this.#undo.delete(key);
    await this.#stack.kvDelete(key);
  }

  /** A package of one test, named after its id unless it says otherwise, and offered last. It is on the page at once. */
  async offer(id: string, stock: number, texts: Texts = {}): Promise<{ name: string }> {
    const { name = id, label = "", description = "", content = [] } = texts;
    this.#undo.set(id, () => this.withdraw(id));
    await this.#stack.d1(
      `INSERT INTO coze_package
         (id, name, label, description, content, duration_days, current_price_minor, stock, sort)
       VALUES ('${id}', '${name}', '${label}', '${description}', '${JSON.stringify(content)}', 3, 300, ${stock}, 99)`,
    );
    await this.forgetCatalog();
    return { name };
  }

  /** Orders hear of it at once, the page when its copy of the catalog is a minute old. */
  async withdraw(id: string): Promise<void> {
    await this.#stack.d1(`UPDATE coze_package SET enabled = 0 WHERE id = '${id}'`);
  }

  /** What a test makes of this id in the console is offered to no other test. */
  offSaleAfterwards(id: string): void {
    this.#undo.set(id, async () => {
      for (const table of ["plan", "credit_package", "product"])
        await this.#stack.d1(`UPDATE ${table} SET enabled = 0 WHERE id = '${id}'`);
      await this.#stack.kvDelete(PLANS_CACHE);
    });
  }

  /** Others took what was left. */
  async sellOut(id: string): Promise<void> {
    await this.#stack.d1(`UPDATE coze_package SET stock = 0 WHERE id = '${id}'`);
  }

  /** A recharge rule of one test, offered last. It is on the page at once. */
  async offerRule(id: string, rule: { power: number; priceMinor: number }): Promise<void> {
    this.#undo.set(id, async () => {
      await this.withdrawRule(id);
      await this.forgetCatalog();
    });
    await this.#stack.d1(
      `INSERT INTO recharge_rule (id, power, sell_price_minor, label, sort)
       VALUES ('${id}', ${rule.power}, ${rule.priceMinor}, '', 99)`,
    );
    await this.forgetCatalog();
  }

  async repriceRule(id: string, priceMinor: number): Promise<void> {
    await this.#stack.d1(
      `UPDATE recharge_rule SET sell_price_minor = ${priceMinor} WHERE id = '${id}'`,
    );
  }

  async withdrawRule(id: string): Promise<void> {
    this.#undo.delete(id);
    await this.#stack.d1(`UPDATE recharge_rule SET enabled = 0 WHERE id = '${id}'`);
  }

  /** Nothing is on sale in the recharge centre, and the page knows. */
  async withdrawAllRules(): Promise<void> {
    this.#undo.set("rules", async () => {
      await this.#stack.d1("UPDATE recharge_rule SET enabled = 1 WHERE id LIKE 'power-%'");
      await this.forgetCatalog();
    });
    await this.#stack.d1("UPDATE recharge_rule SET enabled = 0");
    await this.forgetCatalog();
  }

  /** The page's copy of the catalog is a minute old from now on. */
  forgetCatalog(): Promise<void> {
    return this.#stack.kvDelete(CATALOG_CACHE);
  }

  /** As `npm run fonts` does. */
  async putFonts(): Promise<void> {
    for (const [name, key] of Object.entries(FONTS) as [FontName, string][]) {
      const font = await readFile(fontFile(name));
      const { buffer, byteOffset, byteLength } = font;
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      await this.#stack.kvPut(key, bytes);
    }
  }

  /** Issues what the customer has paid in this month of Shanghai, and no invoice says yet. */
  async invoice(customerId: string): Promise<InvoiceSummary[]> {
    const now = new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
    const body = { customerId, period: now.slice(0, 7) };
    return (await this.#act<{ items: InvoiceSummary[] }>("/invoices", body)).items;
  }

  /** Gives an order's money back, and takes what it gave. */
  async refund(orderNo: string): Promise<void> {
    await this.#act(`/orders/${orderNo}/refund`, { clawBack: "full" });
  }

  /** The credit notes of refunds that are through by now. */
  async credit(invoiceId: string): Promise<void> {
    await this.#act(`/invoices/${invoiceId}/credit-notes`);
  }

  /** A route of the console, with an operator's token. */
  async #act<T>(path: string, body?: object): Promise<T> {
    const person = JSON.stringify({ sub: "operator-wang", role: "operator" });
    const made = await fetch(`${this.#stack.sandboxUrl}/identity/test-token`, {
      method: "POST",
      body: person,
    });
    const { token } = (await made.json()) as { token: string };
    const answer = await fetch(`${this.#stack.appUrl}/api/console${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async undo(): Promise<void> {
    await Promise.all([...this.#undo.values()].map((step) => step()));
  }
}
