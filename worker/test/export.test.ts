import { afterEach, expect, test, vi } from "vitest";
import { AccountObject } from "../objects/account/object.ts";
import { accountOf } from "./shop.ts";
import { customer } from "./world.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("an export says each row once while a host spends, and the bound is the rows there were", async () => {
  const who = await customer();
  const account = accountOf(who);
  const grant = { kind: "power", name: "算力", power: 5_000, givePower: 0 } as const;
  await account.grant({ key: "order:1", grant });
  const spend = (index: number) =>
    account.deduct({ key: `d:${index}`, asset: "power", amount: 1, reference: "call" });
  const ROWS = 1_100;
  for (let index = 1; index < ROWS; index++) await spend(index);
  let more = ROWS;
  const spendMore = (object: AccountObject) => {
    for (let times = 0; times < 20; times++, more++)
      object.deduct({ key: `d:${more}`, asset: "power", amount: 1, reference: "call" });
  };
  // Between counting and the first part, and after each part.
  const count = AccountObject.prototype.history;
  vi.spyOn(AccountObject.prototype, "history").mockImplementation(function (
    this: AccountObject,
    query,
  ) {
    const page = count.call(this, query);
    spendMore(this);
    return page;
  });
  const part = AccountObject.prototype.export;
  vi.spyOn(AccountObject.prototype, "export").mockImplementation(function (
    this: AccountObject,
    query,
  ) {
    const items = part.call(this, query);
    spendMore(this);
    return items;
  });
  const csv = await (await who.call("/api/account/ledger.csv")).text();
  const [heading = "", ...lines] = csv.trimEnd().split("\r\n");
  const column = heading.split(",").indexOf("id");
  const ids = lines.map((line) => line.split(",")[column]);
  expect(more).toBeGreaterThan(ROWS);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(ROWS);
});
