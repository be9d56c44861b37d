import { expect, test } from "vitest";
import { CATALOG_KEY } from "../../store/catalog.ts";
import { bindings, control, request, setClocks } from "../world.ts";
import {
  CARD_CUSTOMERS,
  hearStripe,
  playCardDaysAgo,
  playCardMonthBefore,
  playCardToday,
} from "./cards.ts";
import { playDaysAgo } from "./days-ago.ts";
import { refusalToRecord } from "./directory.ts";
import { playInvoicesDaysAgo, playOffice, THIS_MONTH } from "./office.ts";
import { PLAN_CUSTOMERS, playMonthBefore, playPlansDaysAgo, playPlansToday } from "./plans.ts";
import {
  accountStub,
  DAY_MS,
  LOOKS_AT_ALL,
  type Look,
  look,
  looksAtCustomer,
  looksAtOrder,
  orderStub,
  RECORDED_AT,
} from "./product.ts";
import { documents, LOOKS_AT_CONSOLE, looksAtDocument, looksAtPlan } from "./product-plans.ts";
import { RECORDINGS } from "./recordings.ts";
import { Stage } from "./stage.ts";
import { dumpDatabase, dumpKeys, dumpObject, type StoredObject, withoutDrawn } from "./storage.ts";
import { playHost, playToday, playUnseen } from "./today.ts";

/** Records the state of the stores after a story, and what the product answers about it (README.md beside this). */

/** Where the state is recorded: a new directory each time (README.md). */
const DIRECTORY = "./2026-11-plans";

const THREE_DAYS_MS = 3 * DAY_MS;
const MINUTES_MS = 12 * 60_000;

test("the state of the stores and what is answered about it", { timeout: 300_000 }, async () => {
  const recorded = RECORDINGS.map(({ name }) => name);
  const refusal = refusalToRecord(DIRECTORY, recorded);
  if (refusal) throw new Error(refusal);
  await control.reset();
  const stage = new Stage();
  await playMonthBefore(stage, playCardMonthBefore);
  await setClocks(RECORDED_AT - THREE_DAYS_MS);
  await playCardDaysAgo();
  await playPlansDaysAgo(stage, playInvoicesDaysAgo);
  await playDaysAgo(stage);
  await hearStripe();
  await setClocks(RECORDED_AT - MINUTES_MS);
  const calls = [...(await playHost()), ...(await playPlansToday(stage))];
  await playOffice();
  await playCardToday();
  await playToday(stage);
  await playUnseen();
  await setClocks(RECORDED_AT);
  await request("/api/recharge/center?fresh=1");
  await expect.poll(() => bindings.CONFIG.get(CATALOG_KEY)).toContain(`${RECORDED_AT}`);
  await setClocks(RECORDED_AT); // Polling moved it.

  const buyers = Object.values(stage.cast).map(({ customer }) => customer);
  const accounts = [...new Set([...buyers, "unseen", ...PLAN_CUSTOMERS, ...CARD_CUSTOMERS])];
  const trades = await control.trades();
  const stores = {
    "orders.json": await objects(
      Object.entries(stage.cast).map(([name, { orderNo }]) => [name, orderStub(orderNo)]),
    ),
    "accounts.json": await objects(accounts.map((id) => [id, accountStub(id)])),
    "d1.json": await dumpDatabase(),
    "kv.json": await dumpKeys(),
    "gateways.json": trades,
    "stripe.json": lasting(await control.stripeRecords()),
  };
  const holdsAnything = (id: string) =>
    Object.keys(stores["accounts.json"].objects[id]?.rows ?? {}).length > 0;
  const looks = [
    ...Object.values(stage.cast).flatMap(({ orderNo, customer }) =>
      looksAtOrder(orderNo, customer),
    ),
    ...accounts.filter(holdsAnything).flatMap(looksAtCustomer),
    ...LOOKS_AT_ALL,
    ...[...PLAN_CUSTOMERS, ...CARD_CUSTOMERS].flatMap((customer) =>
      looksAtPlan(customer, THIS_MONTH),
    ),
    ...(await documents()).flatMap(looksAtDocument),
    ...LOOKS_AT_CONSOLE,
  ];
  const files = {
    ...stores,
    "cast.json": stage.cast,
    "answers.json": await answers(looks),
    "calls.json": calls,
  };
  for (const [name, value] of Object.entries(files))
    await expect(`${byRow(withoutDrawn(value))}\n`).toMatchFileSnapshot(`${DIRECTORY}/${name}`);
});

/** Events were told, and answers under a key are kept for a day: what Stripe goes on by is the rest. */
const PASSING = ["event", "idempotent"];

/** As another run takes them, without what a page of Stripe's is given to pay with: none of ours asks for it. */
function lasting(made: unknown): unknown {
  const { format, records } = made as { format: number; records: { kind: string }[] };
  const kept = records.filter(({ kind }) => !PASSING.includes(kind));
  const text = JSON.stringify({ format, records: kept });
  return JSON.parse(text.replace(/_secret_\w+/g, "_secret_recorded"));
}

/** Objects by name; tables that several have alike are written once. */
async function objects(stubs: [name: string, stub: DurableObjectStub][]) {
  const schemas: string[][] = [];
  const byName: Record<string, Omit<StoredObject, "tables"> & { schema: number }> = {};
  for (const [name, stub] of stubs) {
    const { tables, rows, alarmMs } = await dumpObject(stub);
    const same = schemas.findIndex((known) => JSON.stringify(known) === JSON.stringify(tables));
    const schema = same === -1 ? schemas.push(tables) - 1 : same;
    byName[name] = { schema, alarmMs, rows };
  }
  return { schemas, objects: byName };
}

async function answers(looks: Look[]) {
  const answered: (Look & Awaited<ReturnType<typeof look>>)[] = [];
  for (const each of looks) answered.push({ ...each, ...(await look(each)) });
  return answered;
}

/** A line for what fits into one, and for each row, so that differences can be read. */
function byRow(value: unknown, indent = ""): string {
  const line = JSON.stringify(value);
  if (line.length <= LINE_MAX || typeof value !== "object" || value === null || isRow(value))
    return line;
  const inner = `${indent} `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = Array.isArray(value)
    ? value.map((part) => byRow(part, inner))
    : Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${byRow(part, inner)}`);
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

const LINE_MAX = 240;

/** Plain values only. */
const isRow = (value: object): boolean =>
  !Array.isArray(value) &&
  Object.values(value).every((part) => typeof part !== "object" || part === null);
