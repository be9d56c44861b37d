import { expect, test, vi } from "vitest";
import { INVOICES_PER_RUN_MAX, WALK_AGAIN_MS } from "../jobs/archive.ts";
import {
  archiveAll,
  archivedRows,
  archiveRun,
  emptyShopForEach,
  filesIn,
  growOld,
  invoiceRows,
  restore,
  rowsIn,
} from "./archiving.ts";
import { type Invoiced, manyInvoices, oldInvoices, PERIOD, readBy } from "./archiving-invoices.ts";
import { put, refunded } from "./invoicing.ts";
import { operator } from "./refunding.ts";
import { bindings, travel } from "./world.ts";

/** A run that dies or meets another loses no invoice and issues none twice (docs/decisions/0028-archive.md). */

emptyShopForEach();

const NONE = { documents: [], items: [], fapiao: [], redLetters: [] };

/** The next batch of D1 that holds such a statement is not applied, or is and nobody hears of it. */
const dieOnce = (statement: string, when: "before" | "after") => {
  const database = Object.getPrototypeOf(bindings.DB) as D1Database;
  const { batch } = database;
  let left = 1;
  vi.spyOn(database, "batch").mockImplementation(async function (this: D1Database, statements) {
    const texts = statements.map((one) => String((one as { statement?: unknown }).statement));
    const isMet = left > 0 && texts.some((text) => text.includes(statement));
    if (isMet) left--;
    if (isMet && when === "before") throw new Error("it died here");
    const answer = await batch.call(this, statements);
    if (isMet) throw new Error("it died here");
    return answer as never;
  });
};

/** What happens before, or after, a file of invoices is written. */
const onPut = (when: "before" | "after", meanwhile: () => Promise<void>) => {
  const bucket = Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket;
  const write = bucket.put as (...args: unknown[]) => Promise<R2Object | null>;
  vi.spyOn(bucket, "put").mockImplementation(async function (this: R2Bucket, ...args: unknown[]) {
    const isOfInvoices = String(args[0]).startsWith("invoices/");
    if (isOfInvoices && when === "before") await meanwhile();
    const answer = await write.apply(this, args);
    if (isOfInvoices && when === "after") await meanwhile();
    return answer as never;
  });
};

/** A file whose name has that in it. */
const failToRead = (name: string) => {
  const bucket = Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket;
  const { get } = bucket;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(bucket, "get").mockImplementation(function (this: R2Bucket, key: string) {
    if (key.includes(name)) throw new Error("this one fails");
    return get.call(this, key) as never;
  } as never);
};

/** All is where one run would have put it, and reads and comes back as it was. */
async function expectWhole(
  { by, first, second }: Invoiced,
  before: Awaited<ReturnType<typeof invoiceRows>>,
  read: unknown,
): Promise<void> {
  expect(await invoiceRows()).toEqual(NONE);
  expect((await archivedRows()).invoices).toHaveLength(2);
  expect([await readBy(first.who), await readBy(second.who)]).toEqual(read);
  const lines = (await filesIn("invoices/")).flatMap((file) => file.lines);
  expect(lines).toHaveLength(2);
  expect(await restore(by, PERIOD)).toMatchObject({ invoices: 2, done: true });
  expect(await invoiceRows()).toEqual(before);
}

test.each([
  ["between R2 and D1", "INTO archived_invoice", "before"],
  ["after D1, unheard", "INTO archived_invoice", "after"],
  ["before the walk's place", "INTO archive_invoice_month", "before"],
] as const)("it dies %s", async (_where, statement, when) => {
  const all = await oldInvoices();
  const before = await invoiceRows();
  const read = [await readBy(all.first.who), await readBy(all.second.who)];
  dieOnce(statement, when);
  await expect(archiveRun()).rejects.toThrow("it died here");
  expect([await readBy(all.first.who), await readBy(all.second.who)]).toEqual(read);
  if (when === "before") expect(await invoiceRows()).toEqual(before);
  await archiveAll();
  await expectWhole(all, before, read);
  const kept = (await filesIn("invoices/")).flatMap(({ lines }) => lines);
  const bytes = kept.reduce((sum, line) => sum + new TextEncoder().encode(`${line}\n`).length, 0);
  const counted =
    "SELECT sum(invoices) AS invoices, sum(bytes) AS bytes FROM archive_invoice_month";
  expect(await bindings.DB.prepare(counted).first()).toEqual({ invoices: 2, bytes });
});

test("two at once", async () => {
  const all = await oldInvoices();
  const before = await invoiceRows();
  const read = [await readBy(all.first.who), await readBy(all.second.who)];
  await Promise.all([archiveRun(), archiveRun(), archiveRun()]);
  await archiveAll();
  expect(
    await bindings.DB.prepare("SELECT sum(invoices) AS n FROM archive_invoice_month").first("n"),
  ).toBe(2);
  await expectWhole(all, before, read);
});

test("a run that is late writes over nothing that another has added since, and takes nothing", async () => {
  const all = await oldInvoices();
  const before = await invoiceRows();
  const read = [await readBy(all.first.who), await readBy(all.second.who)];
  let isLate = true;
  onPut("before", async () => {
    if (!isLate) return;
    isLate = false;
    await archiveAll();
  });
  await archiveRun();
  vi.restoreAllMocks();
  await expectWhole(all, before, read);
});

test("an invoice that is revised between R2 and D1 stays, and goes later as it is then", async () => {
  const all = await oldInvoices();
  let isRevised = false;
  onPut("after", async () => {
    if (isRevised) return;
    isRevised = true;
    await put(all.second.who, "/api/portal/account", { company: "丙公司" });
    await all.second.who.post(`/api/portal/invoices/${all.second.id}/revision`, {});
  });
  await archiveAll();
  vi.restoreAllMocks();
  const stayed = (await invoiceRows()).documents;
  expect(stayed).toHaveLength(2);
  const read = await readBy(all.second.who);
  expect(read.list.items).toMatchObject([{ number: "INV202512002-2" }]);
  await growOld();
  expect((await archiveAll()).invoices).toBe(1);
  expect(await readBy(all.second.who)).toEqual(read);
});

test("one whose order comes back between R2 and D1 stays, and is credited", async () => {
  const all = await oldInvoices();
  const order = (await rowsIn("orders")).find(({ order_no }) => order_no === all.second.orders[0]);
  let isBack = false;
  onPut("after", async () => {
    if (isBack) return;
    isBack = true;
    await bindings.DB.prepare(
      `INSERT INTO orders (${Object.keys(order ?? {}).join(", ")}) VALUES (${Object.keys(
        order ?? {},
      )
        .map(() => "?")
        .join(", ")})`,
    )
      .bind(...Object.values(order ?? {}))
      .run();
    await refunded(all.second.orders[0] ?? "", Date.now());
  });
  await archiveAll();
  vi.restoreAllMocks();
  const { documents } = await invoiceRows();
  expect(documents.map(({ id }) => id)).toEqual([all.second.id]);
});

test("a restore that dies goes on, and a walk that began before it takes nothing", async () => {
  const all = await oldInvoices();
  const before = await invoiceRows();
  await archiveAll();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  dieOnce("INTO invoice_return", "before");
  expect((await all.by.post(`/api/console/archive/${PERIOD}/restore`, {})).status).toBe(500);
  vi.restoreAllMocks();
  expect(await archiveAll()).toMatchObject({ orders: 0, invoices: 0 });
  expect(await restore(all.by, PERIOD)).toMatchObject({ orders: 0, invoices: 2, done: true });
  expect(await invoiceRows()).toEqual(before);
});

test("two that bring the same back at once bring it once", async () => {
  const { second, by } = await oldInvoices();
  const before = (await invoiceRows()).documents.find(({ id }) => id === second.id);
  await archiveAll();
  const answers = await Promise.all(
    [1, 2, 3].map(() => by.post(`/api/console/invoices/${second.id}/revision`, {})),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await invoiceRows()).documents).toEqual([before]);
  const { names, returning } = await archivedRows();
  expect(names.map(({ name }) => name)).not.toContain(second.id);
  expect(returning).toEqual([]);
});

test("a run takes so many invoices and no more, and the next goes on where it ended", async () => {
  await manyInvoices(INVOICES_PER_RUN_MAX + 30, 20);
  const before = await invoiceRows();
  expect(await archiveRun()).toMatchObject({ invoices: INVOICES_PER_RUN_MAX, failed: 0 });
  expect((await invoiceRows()).documents).toHaveLength(30);
  expect(await archiveRun()).toMatchObject({ invoices: 30, failed: 0 });
  const lines = (await filesIn("invoices/")).flatMap((file) => file.lines);
  expect(new Set(lines.map((line) => JSON.parse(line).firstId)).size).toBe(lines.length);
  expect(lines).toHaveLength(INVOICES_PER_RUN_MAX + 30);
  expect(await restore(await operator(), "2021-02")).toMatchObject({
    invoices: lines.length,
    done: true,
  });
  expect(await invoiceRows()).toEqual(before);
});

test("a customer whose file cannot be written stays, keeps no other's from being written, and has a turn again", async () => {
  await manyInvoices(30, 3);
  failToRead("customer-1");
  await archiveRun();
  await archiveRun();
  const left = (await invoiceRows()).documents.map(({ customer_id }) => customer_id);
  expect(left).toHaveLength(10);
  expect(new Set(left)).toEqual(new Set(["customer-1"]));
  vi.restoreAllMocks();
  await travel(WALK_AGAIN_MS);
  expect(await archiveRun()).toMatchObject({ invoices: 10, failed: 0 });
});

test("one customer's file that cannot be read stops no later month, and shows", async () => {
  await manyInvoices(3, 1);
  await manyInvoices(3, 3, { month: "2021-03" });
  failToRead("2021-02/customer-0");
  expect(await archiveRun()).toMatchObject({ invoices: 3, failed: 3 });
  expect((await invoiceRows()).documents.map(({ period }) => period)).toEqual(
    Array.from({ length: 3 }, () => "2021-02"),
  );
  await travel(WALK_AGAIN_MS);
  await expect(archiveRun()).rejects.toThrow("this one fails");
  vi.restoreAllMocks();
  await travel(WALK_AGAIN_MS);
  expect(await archiveRun()).toMatchObject({ invoices: 3, failed: 0 });
});

test("orders and events that cannot be archived keep no invoice", async () => {
  await oldInvoices();
  await bindings.DB.prepare("DELETE FROM orders").run();
  await manyInvoices(3, 3);
  dieOnce("archive_month", "before");
  await expect(archiveRun()).rejects.toThrow("it died here");
  expect((await archivedRows()).invoices).toHaveLength(5);
});
