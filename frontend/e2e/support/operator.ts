import type { Stack } from "../stack.ts";

const CATALOG_CACHE = "cache:catalog:2";

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

  /** A package of one test, named after its id and offered last. It is on the page at once. */
  async offer(id: string, stock: number): Promise<{ name: string }> {
    this.#undo.set(id, () => this.withdraw(id));
    await this.#stack.d1(
      `INSERT INTO coze_package (id, name, duration_days, current_price_minor, stock, sort)
       VALUES ('${id}', '${id}', 3, 300, ${stock}, 99)`,
    );
    await this.forgetCatalog();
    return { name: id };
  }

  /** Orders hear of it at once, the page when its copy of the catalog is a minute old. */
  async withdraw(id: string): Promise<void> {
    await this.#stack.d1(`UPDATE coze_package SET enabled = 0 WHERE id = '${id}'`);
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

  async undo(): Promise<void> {
    for (const step of this.#undo.values()) await step();
  }
}
