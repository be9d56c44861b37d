import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DAY_MS } from "../domain/time.ts";
import type { Invoice } from "../http/core/invoices/schemas.ts";
import { keepInvoices } from "../jobs/invoices.ts";
import { INVOICE_TABLES } from "../store/archive-invoice-rows.ts";
import {
  allCompared,
  archiveAll,
  archivedRows,
  archiveRun,
  emptyShop,
  filesIn,
  growOld,
  invoiceRows,
  owner,
  restore,
  rowsIn,
  sums,
  switchOn,
} from "./archiving.ts";
import { invoiced, oldInvoices, PERIOD, readBy } from "./archiving-invoices.ts";
import {
  issue,
  issued,
  listed,
  putFonts,
  readPdf,
  refunded,
  sellingOperator,
  soldTo,
} from "./invoicing.ts";
import { ask, goOn, soldPower } from "./refunding.ts";
import { objectOf } from "./shop.ts";
import { bindings, restoreAfterEach, travel } from "./world.ts";

/** Old invoices leave D1 for R2 with all that goes with them (docs/decisions/0028-archive.md). */

restoreAfterEach();
beforeAll(putFonts);
beforeEach(emptyShop);
afterEach(async () => {
  vi.restoreAllMocks();
  await bindings.CONFIG.delete("archive_after_days");
});

const monthNow = () => new Date(Date.now()).toISOString().slice(0, 7);
const NONE = { documents: [], items: [], fapiao: [], redLetters: [] };
const NOT_ARCHIVED = { invoices: [], names: [], returning: [] };
const run = (sql: string) => bindings.DB.prepare(sql).run();

describe("a month of invoices", () => {
  test("leaves D1 whole, is read as before, and comes back row for row", async () => {
    const { first, second, by } = await oldInvoices();
    const before = await invoiceRows();
    const counted = await sums();
    const read = [await readBy(first.who), await readBy(second.who)];
    expect(await archiveAll()).toMatchObject({ orders: 4, invoices: 2 });
    expect(await invoiceRows()).toEqual(NONE);
    expect(await filesIn("invoices/")).toHaveLength(2);
    expect(await sums()).toEqual(counted);
    expect([await readBy(first.who), await readBy(second.who)]).toEqual(read);

    expect(await restore(by, PERIOD)).toMatchObject({ orders: 4, invoices: 2, done: true });
    expect(await invoiceRows()).toEqual(before);
    expect(await archivedRows()).toEqual(NOT_ARCHIVED);
    expect([await readBy(first.who), await readBy(second.who)]).toEqual(read);
    expect(await restore(by, PERIOD)).toMatchObject({ orders: 0, invoices: 0, done: true });
    expect(await invoiceRows()).toEqual(before);
  });

  test("all columns of its tables go with it", async () => {
    for (const [table, columns] of Object.entries(INVOICE_TABLES)) {
      const { results } = await bindings.DB.prepare(
        "SELECT name FROM pragma_table_info(?) ORDER BY cid",
      )
        .bind(table)
        .all<{ name: string }>();
      expect([...columns]).toEqual(results.map(({ name }) => name));
    }
  });

  test("that was put back goes again after thirty days, with nothing twice", async () => {
    const { by } = await oldInvoices();
    await archiveAll();
    const [files, archived] = [await filesIn("invoices/"), await archivedRows()];
    await restore(by, PERIOD);
    expect((await archiveAll()).invoices).toBe(0);
    await travel(31 * DAY_MS);
    expect((await archiveAll()).invoices).toBe(2);
    expect(await filesIn("invoices/")).toEqual(files);
    expect((await archivedRows()).names.map(({ name }) => name)).toEqual(
      archived.names.map(({ name }) => name),
    );
  });

  test("is a PDF still, and in no other customer's hands", async () => {
    const { first, second } = await oldInvoices();
    await archiveAll();
    const answer = await second.who.call(`/api/portal/invoices/${second.id}/pdf?lang=zh`);
    expect(answer.headers.get("content-disposition")).toContain("INV202512002.pdf");
    expect((await readPdf(answer)).pages[0]?.text).toContain("INV202512002");
    const other = await second.who.get(`/api/portal/invoices/${first.id}`);
    expect(other).toMatchObject({ status: 404, body: { code: "INVOICE_NOT_FOUND" } });
    const revised = await second.who.post(`/api/portal/invoices/${first.id}/revision`, {});
    expect(revised.status).toBe(404);
    expect(await invoiceRows()).toEqual(NONE);
  });
});

describe("lists", () => {
  test("of a customer go on into the archive, page by page, in every filter", async () => {
    const { first, by } = await oldInvoices();
    await soldTo(first.who.id, { paidAtMs: Date.parse("2026-01-05T04:00:00Z") });
    await issue(by, first.who.id, "2026-01");
    await soldTo(first.who.id, { paidAtMs: Date.parse("2025-12-06T04:00:00Z") });
    await issue(by, first.who.id);
    const queries = ["?pageSize=1&page=2", `?period=${PERIOD}`, "?status=paid", "?status=void", ""];
    const all = async () => Promise.all(queries.map((query) => listed(first.who, query)));
    const before = await all();
    expect(before[4]?.items).toHaveLength(3);
    expect((await archiveAll()).invoices).toBe(2);
    expect(await all()).toEqual(before);
    const byCursor: string[] = [];
    for (let query: string | null = "?pageSize=1"; query !== null; ) {
      const page = await listed(first.who, query);
      byCursor.push(...page.items.map(({ id }) => id));
      query = page.next === null ? null : `?pageSize=1&before=${page.next}`;
    }
    expect(byCursor).toEqual(before[4]?.items.map(({ id }) => id));
  });

  test("of the console say where they end, find a whole number, and have a file of the rest", async () => {
    const { first, by } = await oldInvoices();
    interface Page {
      items: { number: string }[];
      archivedMonth: string | null;
    }
    const list = async (query = "") => (await by.get<Page>(`/api/console/invoices${query}`)).body;
    const csv = async (path: string) => (await by.call(`/api/console/${path}`)).text();
    const before = await list(`?customer=${first.who.id}`);
    const file = await csv(`invoices.csv?customer=${first.who.id}`);
    expect(before.archivedMonth).toBeNull();
    await archiveAll();
    expect(await list()).toMatchObject({ items: [], archivedMonth: PERIOD });
    expect(await list(`?customer=${first.who.id}`)).toMatchObject({ archivedMonth: PERIOD });
    expect(await list("?customer=nobody")).toMatchObject({ archivedMonth: null });
    const number = "INV202512001-2";
    expect((await list(`?number=${number}`)).items).toMatchObject([{ number }]);
    expect((await list(`?number=${number}&state=void`)).items).toEqual([]);
    expect(await csv(`invoices.csv?customer=${first.who.id}`)).toContain(PERIOD);
    const archived = await csv(`customers/${first.who.id}/invoices/archive.csv`);
    expect(archived.split("\r\n").sort()).toEqual(file.split("\r\n").sort());
    const fapiao = (await by.get<Page>("/api/console/fapiao")).body;
    expect(fapiao).toMatchObject({ items: [], archivedMonth: PERIOD });
  });
});

describe("what is still open stays", () => {
  test.each([
    [
      "an order of it that is in D1",
      "UPDATE orders SET updated_at = updated_at + 86400000 * 400",
      2,
    ],
    [
      "one that is to be paid",
      "UPDATE invoice SET state = 'issued', paid_at = NULL WHERE revision = 1 AND kind = 'invoice' AND state = 'paid'",
      1,
    ],
    ["a wish that is taken up", "UPDATE fapiao_request SET state = 'issuing', number = NULL", 1],
    ["a red letter that is due", "DELETE FROM fapiao_red", 1],
    [
      "a change that is young",
      "UPDATE fapiao_request SET updated_at = updated_at + 86400000 * 200",
      1,
    ],
  ])("%s", async (_what, statement, stay) => {
    await oldInvoices();
    await run(statement);
    await archiveAll();
    expect((await archivedRows()).invoices).toHaveLength(2 - stay);
    const { documents } = await invoiceRows();
    expect(new Set(documents.map(({ customer_id }) => customer_id)).size).toBe(stay);
  });

  test("a draft, and a month that is young", async () => {
    const { first, by } = await oldInvoices();
    await run(
      `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, amount_minor, created_at)
       VALUES ('in_draft', 'month:x:${PERIOD}:USD:1', 'invoice', 'x', '${PERIOD}', 'USD', 'draft', 'in_draft', 1, 5, 1)`,
    );
    const now = monthNow();
    await soldTo(first.who.id, { paidAtMs: Date.now() });
    await issue(by, first.who.id, now);
    await archiveAll();
    const { documents } = await invoiceRows();
    expect(documents.map(({ period, state }) => [period, state]).sort()).toEqual(
      [
        [PERIOD, "draft"],
        [now, "paid"],
      ].sort(),
    );
  });
});

describe("a sale is invoiced once", () => {
  test("also by hand, by the cron, and when its order comes back", async () => {
    const { first, second, by } = await oldInvoices();
    await archiveAll();
    expect((await issue(by, first.who.id)).body.items).toEqual([]);
    // The orders come back without their invoices.
    await run("UPDATE archive_invoice_month SET restored_at = 1, restore_after = NULL");
    await restore(by, PERIOD);
    expect((await rowsIn("orders")).length).toBe(4);
    expect((await archivedRows()).invoices).toHaveLength(2);
    for (const { who } of [first, second]) expect((await issue(by, who.id)).body.items).toEqual([]);
    await run("DELETE FROM invoice_run");
    expect(await keepInvoices(bindings, () => Date.now())).toEqual({
      ...{ issued: 0, credited: 0, failed: 0 },
    });
    expect(await invoiceRows()).toEqual(NONE);
    // And go again, with their invoices still away.
    await run("UPDATE archive_month SET due_at = 0");
    expect((await archiveAll()).orders).toBe(4);
  });

  test("what was paid late has a document of its own, whose name no other has when all are back", async () => {
    const { second, by } = await oldInvoices();
    await archiveAll();
    await soldTo(second.who.id);
    expect((await issue(by, second.who.id)).body.items).toMatchObject([{ number: "INV202512003" }]);
    expect(await restore(by, PERIOD)).toMatchObject({ invoices: 2, done: true });
    const keys = (await rowsIn("invoice")).map(({ key }) => key);
    expect(keys).toContain(`month:${second.who.id}:${PERIOD}:CNY:1`);
    expect(keys).toContain(`month:${second.who.id}:${PERIOD}:CNY:2`);
  });

  test("storage says so to whoever writes it", async () => {
    const { second } = await oldInvoices();
    const { documents, items } = await invoiceRows();
    await archiveAll();
    const mine = documents.find(({ id }) => id === second.id);
    const write = (table: string, row: Record<string, unknown>) =>
      bindings.DB.prepare(
        `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
          .map(() => "?")
          .join(", ")})`,
      )
        .bind(...Object.values(row))
        .run();
    await expect(write("invoice", mine ?? {})).rejects.toThrow("in the archive");
    const other = { ...mine, id: "in_other", key: "k", first_id: "in_other" };
    await expect(write("invoice", other)).rejects.toThrow("in the archive");
    const joins = { ...other, number: "INV1", series: "INV", ordinal: 1, first_id: second.id };
    await expect(write("invoice", joins)).rejects.toThrow("in the archive");
    const credits = { ...joins, first_id: "in_other", kind: "credit-note", corrects_id: second.id };
    await expect(write("invoice", credits)).rejects.toThrow("in the archive");
    await write("invoice", { ...joins, first_id: "in_other" });
    const item = items.find(({ invoice_id }) => invoice_id === second.id);
    const claim = { ...item, invoice_id: "in_other" };
    await expect(write("invoice_item", claim)).rejects.toThrow("in the archive");
  });
});

describe("what happens to an archived invoice", () => {
  test("a refund of its order long after brings it back, credits it once, and it goes again", async () => {
    const { second, by } = await oldInvoices();
    const { documents } = await invoiceRows();
    await archiveAll();
    await run("UPDATE archive_invoice_month SET restored_at = 1, restore_after = NULL");
    await restore(by, PERIOD);
    await refunded(second.orders[0] ?? "", Date.now());
    const now = () => Date.now();
    expect(await keepInvoices(bindings, now)).toEqual({ issued: 0, credited: 1, failed: 0 });
    expect(await keepInvoices(bindings, now)).toEqual({ issued: 0, credited: 0, failed: 0 });
    const back = await rowsIn("invoice");
    expect(back).toContainEqual(documents.find(({ id }) => id === second.id));
    expect(back).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ corrects_id: second.id, kind: "credit-note" }),
      ]),
    );
    const page = await readBy(second.who);
    expect(page.list.items[0]?.creditNotes).toHaveLength(1);

    await growOld();
    expect((await archiveAll()).invoices).toBe(1);
    expect(await invoiceRows()).toEqual(NONE);
    expect(await readBy(second.who)).toEqual(page);
    // Its refund comes back with the order, and is credited already.
    await run("UPDATE archive_invoice_month SET restored_at = 1, restore_after = NULL");
    await restore(by, PERIOD);
    await run("UPDATE refund SET updated_at = updated_at + 86400000 * 100");
    expect(await keepInvoices(bindings, now)).toEqual({ issued: 0, credited: 0, failed: 0 });
    expect(await invoiceRows()).toEqual(NONE);
  });

  test("an order that is refunded when both are archived is credited, from the button to the note", async () => {
    const month = monthNow();
    const seller = await sellingOperator({ sincePeriod: month });
    const { who, orderId } = await soldPower();
    const { id } = await issued(seller, who.id, month);
    await objectOf(orderId).attend();
    await allCompared();
    await growOld();
    await switchOn();
    expect(await archiveAll()).toMatchObject({ orders: 1, invoices: 1 });
    const by = await owner();
    await ask(by, orderId, "full");
    await goOn(orderId);
    expect(await rowsIn("orders")).toMatchObject([{ order_no: orderId, state: "refunded" }]);
    const run = await keepInvoices(bindings, () => Date.now());
    expect(run).toEqual({ issued: 0, credited: 1, failed: 0 });
    const page = await by.get<Invoice>(`/api/console/invoices/${id}`);
    expect(page.body).toMatchObject({ status: "paid", creditNotes: [{ amount: "45.00" }] });
    expect(page.body.creditNotes[0]?.number).toBe(`CN${monthNow().replace("-", "")}001`);
  });

  test("a credit note that cannot be issued while the archive is silent is told to a person, and tried again", async () => {
    const { second, by } = await oldInvoices();
    await archiveAll();
    await run("UPDATE archive_invoice_month SET restored_at = 1, restore_after = NULL");
    await restore(by, PERIOD);
    await refunded(second.orders[0] ?? "", Date.now());
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket, "get").mockRejectedValue(
      new Error("R2 is silent"),
    );
    const now = () => Date.now();
    expect(await keepInvoices(bindings, now)).toEqual({ issued: 0, credited: 0, failed: 1 });
    vi.restoreAllMocks();
    const { body } = await by.get<{ failing: object[] }>("/api/console/invoice-months");
    expect(body.failing).toMatchObject([
      { kind: "credit-note", invoiceId: second.id, customerId: second.who.id, period: PERIOD },
    ]);
    await travel(DAY_MS);
    expect(await keepInvoices(bindings, now)).toEqual({ issued: 0, credited: 1, failed: 0 });
  });

  test("a revision, a wish for a fapiao and a red letter bring it back first", async () => {
    const { first, second, by } = await oldInvoices();
    await archiveAll();
    const title = { type: "person", title: "林" };
    const wished = await second.who.post<Invoice>(`/api/portal/invoices/${second.id}/fapiao`, {
      title,
    });
    expect(wished).toMatchObject({ status: 201, body: { fapiao: { status: "requested" } } });
    expect((await archivedRows()).invoices).toMatchObject([{ first_id: first.id }]);
    const again = {
      results: [{ id: first.fapiaoId, result: "red", number: "24952000000123456790" }],
    };
    const results = (body: object) =>
      by.post<{ done: number; outcomes: object[] }>("/api/console/fapiao/results", body);
    // What is so already brings nothing back, neither one by one nor as a file.
    expect((await results(again)).body.done).toBe(1);
    const id = first.fapiaoId;
    const file = `申请编号,红字发票号码\n${id},24952000000123456790`;
    const sent = await by.call("/api/console/fapiao.csv", {
      ...{ method: "POST", body: file, headers: { "content-type": "text/csv" } },
    });
    expect(await sent.json()).toEqual({ done: 1, outcomes: [{ id, outcome: "done" }] });
    expect((await archivedRows()).invoices).toMatchObject([{ first_id: first.id }]);
    const other = { results: [{ id, result: "red", number: "24952000000123456791" }] };
    expect((await results(other)).body.outcomes).toEqual([{ id, outcome: "not-possible" }]);
    expect(await archivedRows()).toEqual(NOT_ARCHIVED);
    const revised = await by.post<Invoice>(`/api/console/invoices/${first.id}/revision`, {});
    expect(revised.status).toBe(200);
    const audit = await bindings.DB.prepare(
      "SELECT customer FROM audit WHERE act = 'invoice.revise' ORDER BY id DESC LIMIT 1",
    ).first("customer");
    expect(audit).toBe(first.who.id);
  });

  test("what only repeats what was done is refused or answered as before", async () => {
    const { second, by } = await oldInvoices();
    await archiveAll();
    expect((await by.post(`/api/console/invoices/${second.id}/pay`, {})).status).toBe(200);
    expect((await by.post(`/api/console/invoices/${second.id}/void`, {})).status).toBe(409);
    expect((await by.post(`/api/console/invoices/${second.id}/credit-notes`, {})).status).toBe(409);
  });
});

test("a document that no walk has named is deleted by nobody", async () => {
  const { second } = await invoiced();
  for (const statement of [
    `DELETE FROM invoice WHERE id = '${second.id}'`,
    `DELETE FROM invoice_item WHERE invoice_id = '${second.id}'`,
  ])
    await expect(run(statement)).rejects.toThrow("never deleted");
  await growOld();
  await expect(run("DELETE FROM invoice")).rejects.toThrow("never deleted");
  expect(await archiveRun()).toMatchObject({ invoices: 0 });
});
