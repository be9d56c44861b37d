import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { lastingCustomer, TOKEN_SECONDS } from "./crediting.ts";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { bindings, customer, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(productsInCatalog);

const DAY_MS = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
const JAN_1 = Date.parse("2036-12-31T16:00:00Z"); // Shanghai's.
beforeEach(() => setClocks(DEC_20));

const iso = (atMs: number) => new Date(atMs).toISOString();

describe("a period", () => {
  test("is shown by product and by day, the running one and those before", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 30, { at: iso(DEC_20 - DAY_MS) });
    await it.use("ai_chat", 2);
    await it.use("agent_seats", 1);
    expect(await it.usage()).toMatchObject({
      period: "2036-12",
      items: { ai_chat: 32, email: 0, agent_seats: 1 },
      days: [
        { date: "2036-12-19", items: { ai_chat: 30 } },
        { date: "2036-12-20", items: { ai_chat: 2, agent_seats: 1 } },
      ],
    });
    await setClocks(JAN_1 + DAY_MS);
    await it.use("ai_chat", 1);
    expect((await it.usage()).items.ai_chat).toBe(1);
    const past = await it.usage("2036-12");
    expect(past.items.ai_chat).toBe(32);
    expect(past.products[0]).toMatchObject({
      ...{ id: "ai_chat", name: "ai_chat", used: 32, limit: 50, remaining: null, resetsAt: null },
    });
    expect(await it.usage("2030-01")).toMatchObject({ items: { ai_chat: 0 }, days: [] });
  });

  test("that is closed takes nothing more: what comes late counts now, on its own day", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 10);
    await setClocks(JAN_1 + 2 * DAY_MS);
    const late = await it.report({ id: "late", product: "ai_chat", count: 5, at: iso(JAN_1 - 1) });
    expect(late.body).toMatchObject({ used: 5, resetsAt: "2037-01-31T16:00:00.000Z" });
    const december = await it.usage("2036-12");
    expect(december.items.ai_chat).toBe(10);
    expect(december.days.at(-1)).toEqual({ date: "2036-12-31", items: { ai_chat: 5 } });
    const detail = await it.who.get<{ items: object[] }>(
      "/api/portal/usage/detail?start=2036-12-31&end=2036-12-31",
    );
    expect(detail.body.items).toMatchObject([{ id: "late", late: true, date: "2036-12-31" }]);
  });

  test("a correction gives units and credits back", async () => {
    const it = await meteringHost();
    await it.report({ id: "call", product: "text_tokens", count: 5_000 });
    expect((await it.credits()).available).toBe(0);
    const fixed = await it.report({ product: "text_tokens", count: -2_000, corrects: "call" });
    expect(fixed.body).toMatchObject({ used: 3_000, charged: -2 });
    expect((await it.credits()).available).toBe(2);
    await setClocks(JAN_1);
    expect((await it.credits()).available).toBe(5); // They ended with the month, as the plan's do.
  });
});

describe("the customer's own view", () => {
  interface Detail {
    items: { id: string; count: number; charged: number; productName: string }[];
    total: number;
  }

  test("is that of the host, in the page's language, and of nobody else", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 3);
    const own = await it.who.get<{ products: object[] }>("/api/portal/usage");
    expect(own.body.products[0]).toMatchObject({
      ...{ id: "ai_chat", name: "产品 ai_chat", unit: "次", used: 3, limit: 50, remaining: 47 },
    });
    const other = await (await meteringHost()).who.get("/api/portal/usage?period=2036-12");
    expect(other.body).toMatchObject({ items: { ai_chat: 0 }, days: [] });
  });

  test("lists single events by page, of days and of a product", async () => {
    const it = await meteringHost();
    const events = Array.from({ length: 25 }, (_, at) => ({
      ...{ id: `e${at}`, product: at % 5 === 0 ? "text_tokens" : "ai_chat", count: 1_000 },
    }));
    await it.batch(events);
    const path = "/api/portal/usage/detail?start=2036-12-20&end=2036-12-20";
    const first = await it.who.get<Detail>(`${path}&pageSize=10`);
    expect(first.body).toMatchObject({ total: 25, page: 1, pageSize: 10 });
    const last = await it.who.get<Detail>(`${path}&pageSize=10&page=3`);
    expect(last.body.items.map(({ id }) => id)).toEqual(["e4", "e3", "e2", "e1", "e0"]);
    const tokens = await it.who.get<Detail>(`${path}&product=text_tokens`);
    expect(tokens.body).toMatchObject({
      total: 5,
      items: [{ id: "e20", charged: 1 }, {}, {}, {}, {}],
    });
    expect((await it.who.get<Detail>(path.replaceAll("-20", "-19"))).body.total).toBe(0);
    expect((await it.who.get(path.replace("12-20&", "12-21&"))).status).toBe(422);
    expect(
      (await it.who.get("/api/portal/usage/detail?start=2036-02-30&end=2036-03-01")).status,
    ).toBe(422);
  });

  test("is a file too, in which nothing is a formula", async () => {
    const it = await meteringHost();
    await it.report({ id: "=1+1", product: "ai_chat", count: 2 });
    const response = await it.who.call(
      "/api/portal/usage/detail.csv?start=2036-12-01&end=2036-12-31&lang=en",
    );
    expect(response.headers.get("content-disposition")).toContain("usage.csv");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toContain("Date,Time (UTC),Product,Used");
    expect(lines[1]).toBe("2036-12-20,2036-12-20T04:00:00.000Z,ai_chat,2,次,0,,,,ai_chat,'=1+1");
  });

  test("is closed with the portal", async () => {
    const it = await meteringHost();
    await bindings.CONFIG.put("customer_portal_status", "false");
    try {
      await travel(2_000);
      expect((await it.who.get("/api/portal/usage")).body).toMatchObject({ code: "CENTER_CLOSED" });
    } finally {
      await bindings.CONFIG.delete("customer_portal_status");
    }
  });
});

test("an operator sees what a customer used as the customer does, and of no other period", async () => {
  const owner = await customer({ role: "operator", expiresInSeconds: TOKEN_SECONDS });
  const { who, use } = await meteringHost();
  await use("ai_chat", 7);
  const of = async (query = "") =>
    (await owner.get<{ items: object }>(`/api/console/customers/${who.id}/usage${query}`)).body;
  expect(await of()).toEqual((await who.get("/api/portal/usage")).body);
  expect((await of()).items).toEqual(expect.objectContaining({ ai_chat: 7 }));
  expect((await of("?period=2030-01")).items).toEqual(expect.objectContaining({ ai_chat: 0 }));
  const stranger = await lastingCustomer();
  expect((await stranger.get(`/api/console/customers/${who.id}/usage`)).status).toBe(403);
});
