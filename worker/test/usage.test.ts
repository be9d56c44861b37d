import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(productsInCatalog);

const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
const JAN_1 = Date.parse("2036-12-31T16:00:00Z"); // Shanghai's.
beforeEach(() => setClocks(DEC_20));

const iso = (atMs: number) => new Date(atMs).toISOString();

describe("one event", () => {
  test("is counted, and says what is left and until when", async () => {
    const it = await meteringHost();
    expect(await it.use("ai_chat", 3)).toMatchObject({
      status: 200,
      body: {
        result: "accepted",
        used: 3,
        limit: 50,
        remaining: 47,
        resetsAt: iso(JAN_1),
        charged: 0,
      },
    });
    expect(await it.use("ai_chat", 4)).toMatchObject({ body: { used: 7, remaining: 43 } });
  });

  test("counts once however often it comes, and another one under its id is refused", async () => {
    const it = await meteringHost();
    const event = { id: "call-1", product: "text_tokens", count: 2_500 };
    expect((await it.report(event)).body).toMatchObject({ result: "accepted", charged: 2 });
    await travel(3 * 3_600_000);
    expect((await it.report(event)).body).toMatchObject({
      ...{ result: "duplicate", used: 2_500, charged: 2 },
    });
    expect(await it.report({ ...event, count: 2_501 })).toMatchObject({
      ...{ status: 409, body: { code: "EVENT_ID_REUSED" } },
    });
    expect((await it.credits()).available).toBe(3);
  });

  test("at a hard limit is refused when it is enforced, with the reset, and counted when the work is done", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 48);
    const refused = await it.use("ai_chat", 3, { mode: "enforce" });
    expect(refused).toMatchObject({
      status: 429,
      body: { code: "QUOTA_EXCEEDED", used: 48, limit: 50, remaining: 2, resetsAt: iso(JAN_1) },
    });
    expect(refused.headers.get("retry-after")).toBe(String((JAN_1 - DEC_20) / 1_000));
    expect((await it.use("ai_chat", 2, { mode: "enforce" })).body).toMatchObject({ remaining: 0 });
    expect((await it.use("ai_chat", 5)).body).toMatchObject({ used: 55, remaining: 0 });
  });
});

test("a hundred enforced at once against a quota of fifty: exactly fifty", async () => {
  const it = await meteringHost();
  const sent = await Promise.all(
    Array.from({ length: 100 }, () => it.use("ai_chat", 1, { mode: "enforce" })),
  );
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(sent.filter(({ status }) => status === 429)).toHaveLength(50);
  expect((await it.quota("ai_chat")).used).toBe(50);
});
