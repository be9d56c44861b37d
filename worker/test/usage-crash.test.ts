import { abortAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AccountObject } from "../objects/account/object.ts";
import { SqlUsage } from "../objects/account/usage-rows.ts";
import { forgetPlans } from "../store/plans.ts";
import { breakD1 } from "./breaking.ts";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { accountOf } from "./shop.ts";
import { bindings, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(productsInCatalog);
beforeEach(() => setClocks(Date.parse("2036-12-20T04:00:00Z")));
afterEach(() => vi.restoreAllMocks());

const EVENT = { id: "call", product: "text_tokens", count: 3_000 };

test("restarting the account between any two steps counts and charges once", async () => {
  const it = await meteringHost();
  for (let times = 0; times < 3; times++) {
    await it.report(EVENT);
    await abortAllDurableObjects();
  }
  expect(await it.quota("text_tokens")).toMatchObject({ used: 3_000 });
  await abortAllDurableObjects();
  const fix = { id: "fix", product: "text_tokens", count: -1_000, corrects: "call" };
  for (let times = 0; times < 3; times++) {
    await it.report(fix);
    await abortAllDurableObjects();
  }
  expect(await it.quota("text_tokens")).toMatchObject({ used: 2_000 });
  expect((await it.credits()).available).toBe(3);
  expect(await accountOf(it.who).audit()).toMatchObject({ faults: [] });
});

describe("the account dies", () => {
  test("when the price was taken and the event not written: nothing is taken, nothing counted", async () => {
    const it = await meteringHost();
    vi.spyOn(SqlUsage.prototype, "write").mockImplementation(() => {
      throw new Error("the object was reset");
    });
    expect((await it.report(EVENT)).status).toBe(500);
    vi.restoreAllMocks();
    expect((await it.credits()).available).toBe(5);
    expect(await it.quota("text_tokens")).toMatchObject({ used: 0 });
    expect((await it.report(EVENT)).body).toMatchObject({ result: "accepted", charged: 3 });
    expect((await it.credits()).available).toBe(2);
  });

  test.each(["before", "after"] as const)(
    "%s it took its part of a batch: the others' is taken, and the whole sent again counts once",
    async (when) => {
      const it = await meteringHost();
      const other = `customer-${crypto.randomUUID()}`;
      const original = AccountObject.prototype.recordUsage;
      let calls = 0;
      vi.spyOn(AccountObject.prototype, "recordUsage").mockImplementation(function (
        this: AccountObject,
        ...given
      ) {
        const isFirst = calls++ === 0;
        if (!isFirst || when === "after") {
          const recorded = original.apply(this, given);
          if (!isFirst) return recorded;
        }
        throw new Error("the object was reset");
      });
      const events = [EVENT, { ...EVENT, customer: other }, { ...EVENT, id: "call-2", count: 1 }];
      const first = await it.batch(events);
      vi.restoreAllMocks();
      const failed = first.results.filter(({ code }) => code === "UNAVAILABLE");
      expect(failed.length === 2 || failed.length === 1).toBe(true);
      expect(first.results.filter(({ result }) => result === "accepted").length).toBe(
        3 - failed.length,
      );
      const again = await it.batch(events);
      expect(again.results.every(({ result }) => result !== "rejected")).toBe(true);
      expect(await it.quota("text_tokens")).toMatchObject({ used: 3_001 });
      expect((await it.credits()).available).toBe(2);
    },
  );
});

test("while D1 is down usage is counted all the same; without any catalog nobody knows what is", async () => {
  const it = await meteringHost();
  await it.use("ai_chat", 1);
  breakD1("before");
  await travel(90_000); // The copy in KV is old by now, and serves.
  expect((await it.use("ai_chat", 1)).body).toMatchObject({ result: "accepted", used: 2 });
  const { PLANS_KEY } = await import("../store/plans.ts");
  await bindings.CONFIG.delete(PLANS_KEY);
  forgetPlans();
  await travel(90_000);
  expect(await it.use("ai_chat", 1)).toMatchObject({ status: 503, body: { code: "UNAVAILABLE" } });
  expect((await it.batch([{ id: "x", product: "ai_chat", count: 1 }])).status).toBe(503);
  vi.restoreAllMocks();
  await travel(90_000);
  expect((await it.use("ai_chat", 1)).body).toMatchObject({ result: "accepted", used: 3 });
});
