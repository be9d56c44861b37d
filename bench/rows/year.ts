import { randomUUID } from "node:crypto";
import { createStatement, newKey } from "../../scripts/tools/api-keys.ts";
import { type Customer, customerUntil, post } from "../tools/customers.ts";
import { each } from "../tools/load.ts";
import { pay } from "../tools/purchases.ts";
import type { World } from "../tools/world.ts";
import { type Counts, createCalendar, type Rows } from "../tools/year-clock.ts";
import { type Held, held } from "../tools/year-held.ts";

/**
 * A year of a small product: customers of three kinds order, pay, leave, are refunded, subscribe, and use what they have, day by day; the
 * cron runs, invoices are issued, old orders and invoices are archived. Real Worker, objects, D1 and R2 of workerd with a clock that is set.
 */

const CUSTOMERS = 240;
const DAYS = 365;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of the cron each day. Deployed it is 288; these few are enough for so few orders. */
const CRON_RUNS = 4;
const ARCHIVE_AFTER_DAYS = 90;
/** Statements that are named: so many that write the most, and so many that read the most. */
const NAMED = 16;

interface Kind {
  name: string;
  /** Of a hundred customers. */
  share: number;
  ordersAYear: number;
  subscribes: boolean;
  eventsADay: number;
  deductionsADay: number;
}

const KINDS: readonly Kind[] = [
  {
    ...{ name: "seldom", share: 60, ordersAYear: 4, subscribes: false },
    ...{ eventsADay: 0, deductionsADay: 0 },
  },
  {
    ...{ name: "monthly", share: 30, ordersAYear: 12, subscribes: true },
    ...{ eventsADay: 2, deductionsADay: 0 },
  },
  {
    ...{ name: "busy", share: 10, ordersAYear: 40, subscribes: false },
    ...{ eventsADay: 20, deductionsADay: 3 },
  },
];

/** Of a hundred orders: paid, and of those refunded a week later; the rest is left with its code shown or without one. */
const PAID = 82;
const LEFT = 12;
const REFUNDED = 3;
const REFUND_AFTER_DAYS = 7;
const SUBSCRIBED_EVERY_DAYS = 30;

interface Person {
  who: Customer;
  kind: Kind;
  /** The day on which they come first. */
  from: number;
}

/** Of each month: what was done, and what it cost. */
export interface MonthRow extends Counts {
  month: string;
  orders: number;
  paid: number;
  events: number;
  deductions: number;
}

export interface Year {
  months: MonthRow[];
  quarters: Held[];
  failures: string[];
  /** Of the last month: what wrote the most rows, and what read the most. */
  rows: (Rows & { statement: string })[];
}

export async function year(world: World): Promise<Year> {
  const calendar = createCalendar(world, firstOfNextMonth(Date.now()));
  const random = randomFrom(14);
  const key = newKey();
  await calendar.set(calendar.startMs);
  await world.sql(createStatement(key, "bench", calendar.startMs));
  await world.sql(`UPDATE seller SET since_period = '${monthOf(calendar.startMs)}'`);
  await world.kvPut("archive_after_days", String(ARCHIVE_AFTER_DAYS));
  const people = await arrivals(world, calendar.startMs);
  const town: Town = { world, people, random, token: key.token, paid: [] };
  const found: Year = { months: [], quarters: [], failures: [], rows: [] };
  let done = nothing();
  for (let day = 0; day < DAYS; day++) {
    const morningMs = calendar.startMs + day * DAY_MS + HOUR_MS;
    await calendar.set(morningMs);
    await calendar.ring();
    add(done, await aDay(town, day, morningMs));
    await calendar.pass(60_000);
    await calendar.pass(3 * HOUR_MS);
    await calendar.cron(CRON_RUNS);
    const month = monthOf(morningMs);
    if (monthOf(morningMs + DAY_MS) === month && day < DAYS - 1) continue;
    const { failures, statements, ...counts } = await calendar.counts();
    found.rows = mostOf(statements);
    found.failures.push(...failures);
    found.months.push({ month, ...done, ...counts });
    done = nothing();
    console.log(`  ${month}: ${JSON.stringify(found.months.at(-1))}`);
    if (found.months.length % 3 === 0)
      found.quarters.push(
        await held(
          world,
          month,
          people.map(({ who, kind }) => ({ id: who.id, kind: kind.name })),
        ),
      );
  }
  return found;
}

function mostOf(statements: Record<string, Rows>): Year["rows"] {
  const all = Object.entries(statements).map(([statement, rows]) => ({ ...rows, statement }));
  const most = (by: "written" | "read") => all.toSorted((a, b) => b[by] - a[by]).slice(0, NAMED);
  return [...new Set([...most("written"), ...most("read")])];
}

interface Town {
  world: World;
  people: Person[];
  random: () => number;
  token: string;
  /** Paid orders that are to be refunded, by the day. */
  paid: { day: number; orderId: string }[];
}

type Done = Pick<MonthRow, "orders" | "paid" | "events" | "deductions">;
const nothing = (): Done => ({ orders: 0, paid: 0, events: 0, deductions: 0 });
function add(to: Done, more: Done): void {
  for (const name of Object.keys(to) as (keyof Done)[]) to[name] += more[name];
}

async function aDay(town: Town, day: number, nowMs: number): Promise<Done> {
  const { random, people } = town;
  const done = nothing();
  const here = people.filter(({ from }) => from <= day);
  const wishes = here.flatMap((person) => {
    const { kind } = person;
    const subscribes = kind.subscribes && (day - person.from) % SUBSCRIBED_EVERY_DAYS === 0;
    const orders = random() < kind.ordersAYear / 365;
    return [
      ...(subscribes ? [{ person, what: SUBSCRIPTION }] : []),
      ...(orders ? [{ person, what: pick(ITEMS, random()) }] : []),
    ].map((wish) => ({ ...wish, luck: random() * 100 }));
  });
  for (const { person, what, luck } of wishes) {
    const bought = await purchase(town.world, person.who, what, luck);
    if (bought === null) continue;
    done.orders += 1;
    if (!bought.isPaid) continue;
    done.paid += 1;
    if (random() * 100 < REFUNDED) town.paid.push({ day, orderId: bought.orderId });
  }
  for (const { orderId } of town.paid.filter((one) => one.day === day - REFUND_AFTER_DAYS))
    await refund(town.world, orderId, nowMs);
  done.events = await use(town, here);
  done.deductions = await deduct(town, here);
  return done;
}

interface Item {
  from: string;
  path: string;
  body: object;
}

const SUBSCRIPTION: Item = {
  from: "subscription",
  path: "/api/portal/subscription/upgrade",
  body: { planId: "pro_monthly", payType: 1 },
};

const ITEMS: readonly Item[] = [
  ...["coze-trial", "coze-pro"].map((id) => ({
    ...{ from: "coze", path: "/api/web/coze-package/order", body: { id, payType: 1 } },
  })),
  ...["power-100", "power-500"].map((id) => ({
    ...{ from: "recharge", path: "/api/recharge/submitRecharge", body: { id, payType: 1 } },
  })),
];

/** As far as `luck` has it go. Null where nothing was ordered. */
async function purchase(world: World, who: Customer, item: Item, luck: number) {
  const { orderId } = await call<{ orderId?: string }>(world, who, item.path, item.body);
  if (!orderId) return null;
  if (luck >= PAID + LEFT) return { orderId, isPaid: false };
  const wish = { from: item.from, orderId, payType: 1 };
  const { qrCode } = await call<{ qrCode: { code_url: string } }>(
    world,
    who,
    "/api/pay/prepay",
    wish,
  );
  if (luck >= PAID) return { orderId, isPaid: false };
  await pay(world, qrCode.code_url);
  const asked = `/api/pay/getPayResult?orderId=${orderId}&from=${item.from}`;
  const untilMs = performance.now() + 10_000;
  while (performance.now() < untilMs) {
    const { payStatus } = await call<{ payStatus: number }>(world, who, asked);
    if (payStatus === 1) return { orderId, isPaid: true };
  }
  throw new Error(`order ${orderId} was paid and is not told so`);
}

async function refund(world: World, orderId: string, nowMs: number): Promise<void> {
  const by = await customerUntil(world, "bench-operator", nowMs, { role: "operator" });
  const asked = { clawBack: "what-is-left", reason: "year" };
  await call(world, by, `/api/console/orders/${orderId}/refund`, asked);
}

async function call<T>(world: World, who: Customer, path: string, body?: object): Promise<T> {
  const response = await fetch(new URL(path, world.productUrl), {
    headers: { ...who.headers, "content-type": "application/json" },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** As many events as one call takes, and customers. */
const BATCH = 500;
const ACCOUNTS = 50;

async function use({ world, token }: Town, here: Person[]): Promise<number> {
  const events = [];
  for (let from = 0; from < here.length; from += ACCOUNTS)
    events.push(
      here.slice(from, from + ACCOUNTS).flatMap(({ who, kind }) =>
        Array.from({ length: kind.eventsADay }, () => ({
          ...{ id: randomUUID(), customer: who.id, product: "text_tokens", count: 120 },
        })),
      ),
    );
  const parts = events.flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) =>
      all.slice(at * BATCH, (at + 1) * BATCH),
    ),
  );
  const headers = { authorization: `Bearer ${token}` };
  if (parts.length > 0)
    await each(
      world.productUrl,
      parts.map((part) => post("/api/usage", headers, { events: part })),
      2,
    );
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Of those who have power left: the others are refused, which is no matter here. */
async function deduct({ world, token }: Town, here: Person[]): Promise<number> {
  let taken = 0;
  const wanted = here.flatMap(({ who, kind }) =>
    Array.from({ length: kind.deductionsADay }, () => who),
  );
  await Promise.all(
    wanted.map(async ({ id }) => {
      const response = await fetch(new URL(`/api/customers/${id}/deduct`, world.productUrl), {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "idempotency-key": randomUUID(),
          "content-type": "application/json",
        },
        body: JSON.stringify({ asset: "power", amount: 1, reference: "year" }),
      });
      await response.text();
      if (response.ok) taken += 1;
    }),
  );
  return taken;
}

/** They come over the first quarter. */
async function arrivals(world: World, startMs: number): Promise<Person[]> {
  const kinds = KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  return Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, at) => ({
      who: await customerUntil(world, `year-${randomUUID()}`, startMs),
      kind: kinds[Math.floor((at * kinds.length) / CUSTOMERS)] as Kind,
      from: (at * 7) % 90,
    })),
  );
}

const monthOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 7);

const firstOfNextMonth = (nowMs: number): number => {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
};

const pick = <T>(of: readonly T[], luck: number): T => of[Math.floor(luck * of.length)] as T;

/** The same year each time: a linear congruence (Numerical Recipes), good enough to spread orders over days. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
