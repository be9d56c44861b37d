import { describe, expect, test } from "vitest";
import type { SellerNow } from "../http/areas/console/invoices/schemas.ts";
import { put, SELLER, sellingOperator } from "./invoicing.ts";
import { bindings, type Customer, customer, restoreAfterEach } from "./world.ts";

restoreAfterEach();

const PATH = "/api/console/seller";
type Refused = SellerNow & { code: string; current: SellerNow };

const seen = async (by: Customer) => (await by.get<SellerNow>(PATH)).body;
const say = (by: Customer, change: object, version: string) =>
  put<Refused>(by, PATH, { ...SELLER, ...change, version });

describe("two operators at once on who sells", () => {
  test("the later one is told what stands now, and nothing of it is overwritten", async () => {
    const [first, second] = [await sellingOperator(), await sellingOperator()];
    const { version, updatedAt } = await seen(first);
    expect(Date.parse(updatedAt ?? "")).toBeGreaterThan(0);
    const kept = await say(first, { phone: "0591-1" }, version);
    expect(kept).toMatchObject({ status: 200, body: { seller: { phone: "0591-1" } } });
    expect(kept.body.version).not.toBe(version);
    const told = await say(second, { address: "福州市新路1号" }, version);
    expect(told).toMatchObject({ status: 409, body: { code: "SELLER_CHANGED" } });
    expect(told.body.current).toEqual(await seen(second));
    expect(told.body.current).toEqual(kept.body);
    // With what stands now seen, both changes are there.
    const both = { phone: "0591-1", address: "福州市新路1号" };
    const again = await say(second, both, told.body.current.version);
    expect(again).toMatchObject({ status: 200, body: { seller: both } });
  });

  test("of twenty that saw the same, one is done", async () => {
    const by = await sellingOperator();
    const { version } = await seen(by);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => say(by, { phone: `0591-${at}` }, version)),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 200) expect(body).toMatchObject({ code: "SELLER_CHANGED" });
    expect((await seen(by)).seller?.phone).toBe(done[0]?.body.seller?.phone);
  });

  test("the same said again, after an answer that was lost, is done; so is what was changed and is changed back", async () => {
    const by = await sellingOperator();
    const { version } = await seen(by);
    const first = await say(by, { note: "一" }, version);
    expect(await say(by, { note: "一" }, version)).toEqual(first);
    const back = await say(by, {}, first.body.version);
    expect(back.body.version).toBe(version);
  });

  test("a change by SQL is noticed like one from the console", async () => {
    const by = await sellingOperator();
    const { version } = await seen(by);
    await bindings.DB.prepare("UPDATE seller SET phone = '0591-9'").run();
    const told = await say(by, { note: "二" }, version);
    expect(told).toMatchObject({ status: 409, body: { current: { seller: { phone: "0591-9" } } } });
  });

  test("who says nothing of what was seen replaces what stands", async () => {
    const by = await sellingOperator();
    const said = await put<SellerNow>(by, PATH, { ...SELLER, phone: "0591-3" });
    expect(said).toMatchObject({ status: 200, body: { seller: { phone: "0591-3" } } });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => put(by, PATH, { ...SELLER, phone: `0591-${at}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  test("a rate of -0 is 0", async () => {
    const by = await sellingOperator();
    const body = JSON.stringify(SELLER).replace(/"rate":\d+/, '"rate":-0');
    const headers = { "content-type": "application/json" };
    const answer = await by.call(PATH, { method: "PUT", body, headers });
    expect(await answer.json()).toMatchObject({ seller: { taxes: { default: { rate: 0 } } } });
  });

  test("while nobody has said who sells, the first of two says it", async () => {
    const by = await customer({ sub: `operator-${crypto.randomUUID()}`, role: "operator" });
    await bindings.DB.prepare("DELETE FROM seller").run();
    expect(await seen(by)).toEqual({ seller: null, version: "unset", updatedAt: null });
    const answers = await Promise.all(
      ["甲公司", "乙公司"].map((name) => say(by, { name }, "unset")),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("what the audit has of the one that was told is refused, with what stood", async () => {
    const by = await sellingOperator();
    const { version } = await seen(by);
    await say(by, { phone: "0591-1" }, version);
    await say(by, { phone: "0591-2" }, version);
    const { items } = (await by.get<{ items: object[] }>("/api/console/audit?act=seller.change"))
      .body;
    expect(items[0]).toMatchObject({
      ...{ outcome: "refused", code: "SELLER_CHANGED", before: { phone: "0591-1" } },
    });
    await sellingOperator();
  });
});
