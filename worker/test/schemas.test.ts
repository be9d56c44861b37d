import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { Schema } from "../durable/schema.ts";
import { ACCOUNT_TABLES } from "../objects/account/new-tables.ts";
import { ACCOUNT_SCHEMA } from "../objects/account/tables.ts";
import { countRows } from "../objects/account/testing/seed.ts";
import { ORDER_SCHEMA } from "../objects/order/storage/schema.ts";
import { ORDER_TABLES } from "../objects/order/storage/tables.ts";
import { bindings } from "./world.ts";

/** Everything that the statements leave, by name, however it is spaced. */
function leftBy(statements: readonly string[]): Promise<Record<string, string>> {
  const empty = bindings.ACCOUNTS.getByName(crypto.randomUUID());
  return runInDurableObject(empty, (_object, { storage: { sql } }) => {
    for (const statement of statements) sql.exec(statement);
    const found = sql
      .exec<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_cf~_%' ESCAPE '~'",
      )
      .toArray();
    return Object.fromEntries(
      found.map((each) => [
        each.name,
        each.sql
          .replaceAll('"', "")
          .replace(/\s+/g, " ")
          .replace(/ ?([(),]) ?/g, "$1"),
      ]),
    );
  });
}

describe("a new object begins where an old one arrives", () => {
  test.each([
    ["an order", ORDER_SCHEMA, ORDER_TABLES],
    ["an account", ACCOUNT_SCHEMA, ACCOUNT_TABLES],
  ])("%s: a step that is appended is in the tables of new ones too", async (_, steps, tables) => {
    const stepped = await leftBy(steps);
    expect(await leftBy([tables])).toEqual(stepped);
    expect(Object.keys(stepped).length).toBeGreaterThan(8);
  });
});

test("an object that wakes up with today's tables writes nothing of them", async () => {
  const account = bindings.ACCOUNTS.getByName(crypto.randomUUID());
  await account.introduce({ name: "", email: "" });
  const rows = await runInDurableObject(account, (_object, { storage }) =>
    countRows(storage.sql, () => {
      expect(new Schema(storage, ACCOUNT_SCHEMA, ACCOUNT_TABLES).exists()).toBe(true);
    }),
  );
  expect(rows.written).toBe(0);
});
