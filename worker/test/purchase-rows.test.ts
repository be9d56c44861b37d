import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { countD1, type Rows } from "./counting.ts";
import { accountOf, objectOf, order, prepay, rowOf } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
  travel,
} from "./world.ts";

/** What a purchase reads and writes, as Cloudflare bills it: docs/scale.md reckons with these. */

restoreAfterEach();
afterEach(() => vi.restoreAllMocks());

/** Past the 12 s within which D1 hears of an account. */
const TOLD_MS = 13_000;

/** The least of so many is taken: alarms of objects that others left behind may fall into one. */
const TIMES = 3;

/** With those of indexes, and of what triggers keep. */
const D1_ROWS: Rows = { read: 53, written: 36 };
/** The order's and the account's. */
const OBJECT_ROWS: Rows = { read: 213, written: 51 };

/** Rows of all objects from now on. */
async function countObjects(): Promise<() => Rows> {
  const prototype = await runInDurableObject(
    bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName("any")),
    (_object, { storage }) => Object.getPrototypeOf(storage.sql) as SqlStorage,
  );
  const cursors: { rowsRead: number; rowsWritten: number }[] = [];
  const original = prototype.exec;
  vi.spyOn(prototype, "exec").mockImplementation(function (this: SqlStorage, query, ...values) {
    const cursor = original.call(this, query, ...values);
    cursors.push(cursor);
    return cursor;
  });
  return () => ({
    read: cursors.reduce((all, { rowsRead }) => all + rowsRead, 0),
    written: cursors.reduce((all, { rowsWritten }) => all + rowsWritten, 0),
  });
}

/** One purchase from the order to what D1 is told of it, by a customer who was never here. */
async function purchase(d1: Rows, objects: () => Rows): Promise<{ d1: Rows; objects: Rows }> {
  const who = await customer();
  const packageId = await packageOnSale();
  const before = { d1: { ...d1 }, objects: objects() };
  const { orderId } = (await order(who, packageId)).body;
  await control.pay((await prepay(who, orderId)).qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
  await travel(TOLD_MS);
  await runDurableObjectAlarm(accountOf(who));
  await objectOf(orderId).attend();
  expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
  return { d1: since(d1, before.d1), objects: since(objects(), before.objects) };
}

const since = (now: Rows, before: Rows): Rows => ({
  read: now.read - before.read,
  written: now.written - before.written,
});

test("a purchase", async () => {
  const d1 = countD1();
  const objects = await countObjects();
  const counted: Awaited<ReturnType<typeof purchase>>[] = [];
  for (let time = 0; time < TIMES; time++) counted.push(await purchase(d1, objects));
  const least = (of: "d1" | "objects", what: keyof Rows) =>
    Math.min(...counted.map((one) => one[of][what]));
  expect(least("d1", "written")).toBe(D1_ROWS.written);
  expect(least("d1", "read")).toBeLessThanOrEqual(D1_ROWS.read);
  expect(least("objects", "written")).toBe(OBJECT_ROWS.written);
  expect(least("objects", "read")).toBeLessThanOrEqual(OBJECT_ROWS.read);
});
