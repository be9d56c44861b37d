import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import { cursorOf } from "../domain/cursor.ts";
import type { Role } from "../domain/operator/rights.ts";
import type { Timeline, TimelineEntry } from "../http/areas/console/timeline/schemas.ts";
import { dropEvents, eventsToArchive } from "../store/archive-walk.ts";
import { listEvents } from "../store/event-lists.ts";
import { giveRole } from "../store/operators.ts";
import { forgetOrders } from "../store/orders.ts";
import { apiKey } from "./api-keys.ts";
import { plansOf } from "./counting.ts";
import { ask, soldPower } from "./refunding.ts";
import { accountOf, objectOf } from "./shop.ts";
import { bindings, type Customer, customer, request, restoreAfterEach, travel } from "./world.ts";

/** Events in D1: one customer's timeline, the console's list, and the feed that host products pull. */

restoreAfterEach();

const roles = new Map<Role, Customer>();
const as = (role: Role) => roles.get(role) as Customer;

beforeAll(async () => {
  for (const role of ["owner", "finance", "support"] as const) {
    const one = await customer({ expiresInSeconds: 10 * 86_400 });
    await giveRole(bindings.DB, { subject: one.id, role, by: "the-test", nowMs: Date.now() });
    roles.set(role, one);
  }
});

const timelineOf = async (who: Customer, query = "", by = as("finance")) =>
  (await by.get<Timeline>(`/api/console/customers/${who.id}/timeline?${query}`)).body;

/** Every part of it by the cursors alone. */
async function wholeOf(who: Customer, query = "", by?: Customer): Promise<TimelineEntry[]> {
  const all: TimelineEntry[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const part: Timeline = await timelineOf(who, `${query}${next && `&before=${next}`}`, by);
    all.push(...part.items);
    next = part.next;
  }
  return all;
}

const insertEvent = (event: {
  id: string;
  type: string;
  subject: string;
  seq: number;
  at: number;
}) =>
  bindings.DB.prepare(
    "INSERT INTO event (id, type, subject, seq, at, data) VALUES (?, ?, ?, ?, ?, '{}')",
  )
    .bind(event.id, event.type, event.subject, event.seq, event.at)
    .run();

const positionsOf = async (id: string): Promise<number[]> =>
  (
    await bindings.DB.prepare("SELECT position FROM event WHERE id = ?")
      .bind(id)
      .all<{ position: number }>()
  ).results.map(({ position }) => position);

describe("the timeline of a customer", () => {
  test("has orders, ledger, refunds, the events and what operators did, each once and leading on", async () => {
    const { who, orderId } = await soldPower(2);
    const adjusted = await as("finance").call(`/api/console/customers/${who.id}/adjust`, {
      method: "POST",
      body: JSON.stringify({ asset: "power", amount: 5, reason: "a picture was lost" }),
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    });
    expect(adjusted.status).toBe(200);
    await ask(as("finance"), orderId, "what-is-left");
    await objectOf(orderId).attend();
    await travel(13_000);
    await runDurableObjectAlarm(accountOf(who));
    const { items, withOperators, next } = await timelineOf(who);
    expect([withOperators, next]).toEqual([true, null]);
    const told = items.map(({ kind, what }) => `${kind} ${what}`).sort();
    expect(told).toEqual(
      [
        ...["order order.placed", "order order.paid", "order order.completed"],
        ...["balance ledger.grant", "balance ledger.grant", "balance ledger.reverse"],
        ...["refund refund.done", "refund order.refunded"],
        ...["operator customer.adjust", "operator order.refund"],
      ].sort(),
    );
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const at = items.map((item) => Date.parse(item.at));
    expect(at).toEqual([...at].sort((a, b) => b - a));
    const ofOrder = items.filter(({ what }) => !/adjust|grant/.test(what));
    expect(ofOrder.every(({ orderNo }) => orderNo === orderId)).toBe(true);
    expect(items.find(({ what }) => what === "customer.adjust")).toMatchObject({
      operator: { by: as("finance").id, why: "a picture was lost", outcome: "done" },
    });
    expect((await timelineOf(who, "kind=refund")).items.map(({ what }) => what).sort()).toEqual([
      "order.refunded",
      "refund.done",
    ]);
  });

  test("tells a role that may not read the audit nothing of what operators did", async () => {
    const { who } = await soldPower(2);
    await as("support").post(`/api/console/customers/${who.id}/sessions/end`, {});
    expect((await wholeOf(who)).filter(({ operator }) => operator)).toHaveLength(1);
    const part = await timelineOf(who, "", as("support"));
    expect(part.withOperators).toBe(false);
    expect(part.items.length).toBeGreaterThan(0);
    expect(part.items.filter(({ operator }) => operator)).toEqual([]);
    expect((await timelineOf(who, "kind=operator", as("support"))).items).toEqual([]);
  });

  test("loses and repeats nothing over its parts, of one instant in several sources, while more comes", async () => {
    const who = await customer();
    const atMs = Date.now() - 60_000;
    for (let at = 0; at < 130; at += 1)
      await insertEvent({
        ...{ id: `${who.id}:${at}`, type: "subscription.changed", subject: who.id, seq: at + 1 },
        at: atMs + (at % 3),
      });
    const account = accountOf(who);
    for (let at = 0; at < 40; at += 1)
      await account.grantLot({
        ...{ key: `k${at}`, asset: "power", amount: 1, reference: "r", source: "test" },
        ...{ expiresAtMs: null, detail: {} },
      });
    const first = await timelineOf(who);
    expect(first.items).toHaveLength(50);
    await insertEvent({
      ...{ id: `${who.id}:later`, type: "subscription.changed", subject: who.id, seq: 999 },
      at: Date.now() + 1_000,
    });
    const ids = first.items.map(({ id }) => id);
    for (let { next } = first; next !== null; ) {
      const part: Timeline = await timelineOf(who, `before=${next}`);
      ids.push(...part.items.map(({ id }) => id));
      next = part.next;
    }
    expect(ids).toHaveLength(170);
    expect(new Set(ids).size).toBe(170);
    expect(await wholeOf(who, "kind=plan")).toHaveLength(131);
  });

  test("is empty of whom nobody knows, and takes no other list's cursor", async () => {
    const who = await customer();
    expect(await timelineOf(who)).toMatchObject({ items: [], next: null, archivedBefore: null });
    const bad = [cursorOf("ledger", [1, 1]), cursorOf("timeline", [1, "elsewhere", "1"]), "x"];
    for (const cursor of bad) {
      const path = `/api/console/customers/${who.id}/timeline?before=${cursor}`;
      expect((await as("owner").get(path)).status).toBe(422);
    }
  });
});

describe("the console's list of events", () => {
  interface Events {
    items: { id: string; type: string; subject: string; seq: number; timestamp: string }[];
    next: string | null;
  }
  const list = async (query: string) =>
    (await as("support").get<Events>(`/api/console/events?${query}`)).body;

  test("is filtered by customer, type and day, and goes on after a place", async () => {
    const who = await customer();
    const day = Date.UTC(2026, 0, 5);
    for (let at = 0; at < 60; at += 1)
      await insertEvent({
        ...{ id: `${who.id}:${at}`, subject: who.id, seq: at + 1, at: day + (at % 2) },
        type: at === 7 ? "usage.quota_reached" : "order.paid",
      });
    const own = `customer=${who.id}`;
    const first = await list(own);
    expect(first.items).toHaveLength(50);
    const second = await list(`${own}&before=${first.next}`);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect([ids.length, new Set(ids).size, second.next]).toEqual([60, 60, null]);
    expect((await list(`${own}&type=usage.quota_reached`)).items).toMatchObject([{ seq: 8 }]);
    const seldom = (await list("type=usage.quota_reached&to=2026-01-06T00:00:00Z")).items;
    expect(seldom.map(({ subject }) => subject)).toEqual([who.id]);
    expect((await list(`${own}&from=2026-01-06T00:00:00Z`)).items).toEqual([]);
    expect((await list("from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z")).items).toHaveLength(
      50,
    );
  });

  test("and the lists are read by an index, however many events there are", async () => {
    const asked: [object, RegExp][] = [
      [{}, /event_by_time/],
      [{ fromMs: 1, toMs: 2, before: [2, 2] }, /event_by_time/],
      [{ type: "order.paid" }, /event_by_type \(type=\?/],
      [{ type: "usage.quota_reached", before: [2, 2] }, /event_by_type \(type=\?/],
      [{ customer: "a", before: [2, 2] }, /subject=\?/],
      [{ customer: "a", type: "usage.quota_reached" }, /subject=\?/],
    ];
    for (const [query, index] of asked) {
      const plans = await plansOf((db) => listEvents(db, { limit: 51, ...query }));
      expect(plans.join("; ")).toMatch(index);
    }
    const plans: [string, RegExp][] = [
      ["SELECT max(position) FROM event_archived WHERE position IS NOT NULL", /by_position/],
      [
        "SELECT * FROM audit WHERE customer = 'a' AND (at, id) < (2, 2) ORDER BY at DESC, id DESC LIMIT 51",
        /audit_of_customer/,
      ],
    ];
    for (const [sql, index] of plans) {
      const { results } = await bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<{
        detail: string;
      }>();
      expect(results.map(({ detail }) => detail).join("; ")).toMatch(index);
    }
  });
});

const TRIES_MAX = 10;

describe("the feed of events", () => {
  interface Feed {
    items: { id: string; type: string; subject: string; seq: number; data: object }[];
    next: string | null;
    more: boolean;
    code?: string;
    reason?: string;
  }

  async function puller() {
    const { token } = await apiKey();
    return async (after: string | null) => {
      const answer = await request(`/api/events${after === null ? "" : `?after=${after}`}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: answer.status, body: (await answer.json()) as Feed };
    };
  }
  type Pull = Awaited<ReturnType<typeof puller>>;

  async function pullAll(
    pull: Pull,
    from: string | null,
  ): Promise<{ ids: string[]; next: string | null }> {
    const ids: string[] = [];
    let next = from;
    for (;;) {
      const { body } = await pull(next);
      ids.push(...body.items.map(({ id }) => id));
      next = body.next;
      if (!body.more) return { ids, next };
    }
  }

  test("is for host products alone", async () => {
    expect((await request("/api/events")).status).toBe(401);
    const who = await customer();
    expect((await who.get("/api/events")).status).toBe(401);
  });

  test("tells each purchase once, with a customer's places rising", async () => {
    const pull = await puller();
    const { next } = await pullAll(pull, null);
    const { who, orderId } = await soldPower(2);
    await objectOf(orderId).attend();
    await travel(13_000);
    await runDurableObjectAlarm(accountOf(who));
    const { body } = await pull(next);
    const own = body.items.filter(({ subject }) => subject === who.id);
    expect(own.map(({ type }) => type).sort()).toEqual([
      ...["order.completed", "order.paid", "power.granted"],
    ]);
    expect(own.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(own[0]).toMatchObject({ data: { orderNo: orderId } });
    expect((await pull(body.next)).body).toEqual({ items: [], next: body.next, more: false });
  });

  test("loses nothing and repeats nothing, whatever arrives late, early or twice meanwhile", async () => {
    const pull = await puller();
    let { next } = await pullAll(pull, null);
    const heard: string[] = [];
    const written: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      for (let at = 0; at < 70; at += 1) {
        const id = `late-${round}-${at}`;
        const subject = `feed-${at % 3}-${round}`;
        // Hours before and after what was told already.
        await insertEvent({
          id,
          type: "order.paid",
          subject,
          seq: at + 1,
          at: (at * 7_919) % 10_000,
        });
        written.push(id);
      }
      await bindings.DB.prepare(
        "INSERT INTO event (id, type, subject, seq, at, data) VALUES ('late-0-1', 'order.paid', 'x', ?, 0, '{}') ON CONFLICT DO NOTHING",
      )
        .bind(round)
        .run();
      const { body } = await pull(next);
      heard.push(...body.items.map(({ id }) => id));
      next = body.next;
    }
    heard.push(...(await pullAll(pull, next)).ids);
    // What accounts of the tests before are still telling comes in between.
    const own = new Set(written);
    expect(heard.filter((id) => own.has(id))).toEqual(written);
    expect(new Set(heard).size).toBe(heard.length);
  });

  test("says so when events after a place were archived, or D1 was put back", async () => {
    const pull = await puller();
    const early = (await pull(null)).body;
    expect(early.items.length).toBeGreaterThan(1);
    const all = await pullAll(pull, null);
    // What accounts of the tests before are still telling comes at the end.
    const known = (ids: string[]) => ids.filter((id) => all.ids.includes(id));
    const first = cursorOf("event-feed", [
      (await bindings.DB.prepare("SELECT min(position) AS p FROM event").first<number>("p")) ?? 0,
      early.items[0]?.id ?? "",
    ]);
    expect((await pull(first)).status).toBe(200);
    const gone = await eventsToArchive(bindings.DB, Number.MAX_SAFE_INTEGER, 3);
    await dropEvents(bindings.DB, "2025-02", gone);
    expect(await pull(first)).toMatchObject({
      status: 410,
      body: { code: "EVENTS_GONE", reason: "archived" },
    });
    // Whose place left cannot be found any more, so that nothing says whether it was that event's.
    const last = gone.at(-1);
    const after = cursorOf("event-feed", [last?.position ?? 0, last?.id ?? ""]);
    expect(await pull(after)).toMatchObject({ status: 410, body: { reason: "archived" } });
    expect(known((await pullAll(pull, null)).ids)).toEqual(all.ids.slice(3));
    // The place of an event that this D1 never had, and of one that is another's now.
    const most = await bindings.DB.prepare("SELECT max(position) AS p FROM event").first<number>(
      "p",
    );
    for (const place of [
      [(most ?? 0) + 5, "x:1"],
      [most ?? 0, "x:1"],
    ] as const)
      expect(await pull(cursorOf("event-feed", place))).toMatchObject({
        status: 410,
        body: { reason: "restored" },
      });
    expect((await pull("nonsense")).status).toBe(422);
  });

  test("does not guess when the event at the place is gone: D1 may have been put back before that", async () => {
    const pull = await puller();
    const closed = (id: string, seq: number) =>
      insertEvent({ id, type: "order.closed", subject: "put-back", seq, at: seq });
    await closed("heard:1", 1);
    const { next } = await pullAll(pull, null);
    const [position] = (await positionsOf("heard:1")) as [number];
    // D1 as it was before; two others are told then, and the one at the host's place is forgotten with its order.
    await bindings.DB.batch([
      bindings.DB.prepare("DELETE FROM event WHERE position >= ?").bind(position),
      bindings.DB.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'event'").bind(
        position - 2,
      ),
      bindings.DB.prepare("DELETE FROM event WHERE position = ?").bind(position - 1),
    ]);
    await closed("missed:1", 1);
    await closed("forgotten:1", 2);
    await closed("later:1", 3);
    expect(await positionsOf("forgotten:1")).toEqual([position]);
    await forgetOrders(bindings.DB, ["forgotten"]);
    expect(await positionsOf("forgotten:1")).toEqual([]);
    expect(await pull(next)).toMatchObject({
      status: 410,
      body: { code: "EVENTS_GONE", reason: "not-found" },
    });
    expect((await pullAll(pull, null)).ids).toContain("missed:1");
  });

  test("goes on behind the last event when that one's order is forgotten", async () => {
    const pull = await puller();
    const isFollowed = async (at: number) => {
      const told = { type: "order.closed", subject: `quiet${at}` };
      await insertEvent({ ...told, id: `quiet${at}:1`, seq: 1, at });
      const { next } = await pullAll(pull, null);
      await forgetOrders(bindings.DB, [`quiet${at}`]);
      await insertEvent({ ...told, id: `again${at}:1`, seq: 2, at });
      const { status, body } = await pull(next);
      return status === 200 && body.items[0]?.id === `again${at}:1`;
    };
    // By its alarm an account of another test may tell D1 something in between, and ours is not the last one then.
    let at = 1;
    while (!(await isFollowed(at)) && at < TRIES_MAX) at++;
    expect(at).toBeLessThan(TRIES_MAX);
  });
});
