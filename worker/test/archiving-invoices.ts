import { expect } from "vitest";
import type { Invoice, InvoicePage } from "../http/core/invoices/schemas.ts";
import { allCompared, growOld, invoiceRows, switchOn } from "./archiving.ts";
import { issued, PERIOD, put, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { bindings, type Customer, customer } from "./world.ts";

/** What tests of archived invoices do: issue all that can go with an invoice, and let it grow old. */

/** Of tokens of those who live to see the archive. */
const expiresInSeconds = 3 * 365 * 86_400;

export const livesLong = (sub = `customer-${crypto.randomUUID()}`) =>
  customer({ sub, expiresInSeconds });

const FAPIAO_NUMBER = "24952000000123456789";
const RED_NUMBER = "24952000000123456790";

export interface Invoiced {
  by: Customer;
  /** One order of three was refunded and credited, the invoice revised, and its fapiao made out and reddened. */
  first: { who: Customer; orders: string[]; id: string; fapiaoId: string };
  /** One order. */
  second: { who: Customer; orders: string[]; id: string };
}

/** Two customers' invoices at rest, and their orders. */
export async function invoiced(): Promise<Invoiced> {
  const by = await sellingOperator({}, { expiresInSeconds });
  const first = await sold(by, 3);
  const second = await sold(by, 1);
  const title = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };
  const wished = await first.who.post<Invoice>(`/api/portal/invoices/${first.id}/fapiao`, {
    title,
  });
  const fapiaoId = wished.body.fapiao?.id ?? "";
  const results = (...all: object[]) => by.post("/api/console/fapiao/results", { results: all });
  await results(
    { id: fapiaoId, result: "issuing" },
    { id: fapiaoId, result: "issued", number: FAPIAO_NUMBER },
  );
  await put(first.who, "/api/portal/account", { company: "乙公司" });
  await first.who.post(`/api/portal/invoices/${first.id}/revision`, {});
  await refunded(first.orders[0] ?? "", Date.now());
  await by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
  await results({ id: fapiaoId, result: "red", number: RED_NUMBER });
  const { documents, fapiao, redLetters } = await invoiceRows();
  expect([documents.length, fapiao.length, redLetters.length]).toEqual([4, 1, 1]);
  return { by, first: { ...first, fapiaoId }, second };
}

async function sold(by: Customer, count: number) {
  const who = await livesLong();
  const orders: string[] = [];
  for (let at = 0; at < count; at++) orders.push(await soldTo(who.id));
  return { who, orders, id: (await issued(by, who.id)).id };
}

/** The same, old enough to be archived, with the archive switched on. */
export async function oldInvoices(): Promise<Invoiced> {
  const all = await invoiced();
  await allCompared();
  await growOld();
  await switchOn();
  return all;
}

/** What a customer reads of its invoices: the list, and each document as page and print view. */
export async function readBy(who: Customer) {
  const list = (await who.get<InvoicePage>("/api/portal/invoices")).body;
  const ids = list.items.flatMap(({ id, creditNotes }) => [
    id,
    ...creditNotes.map((one) => one.id),
  ]);
  const pages = await Promise.all(
    ids.map(async (id) => {
      const page = (await who.get<Invoice>(`/api/portal/invoices/${id}`)).body;
      const print = await (await who.call(`/api/portal/invoices/${id}/print?lang=en`)).text();
      const byNumber = (await who.get<Invoice>(`/api/portal/invoices/${page.number}`)).body;
      return { page, print, byNumber };
    }),
  );
  return { list, pages };
}

/** Paid invoices of one month, of as many customers as there are files to be. The first one can have another content. */
export async function manyInvoices(
  count: number,
  customers: number,
  { month = "2021-02", draftedMs = 1_614_600_000_000, content = "{}" } = {},
): Promise<void> {
  const series = `INV${month.replace("-", "")}`;
  // That of 2021-02 alone is named shortly.
  const id = month === "2021-02" ? "in_" : `in_${month}_`;
  await bindings.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, series, ordinal, number, amount_minor,
       content, hash, created_at, issued_at, paid_at)
     SELECT '${id}' || i, printf('month:customer-%d:${month}:CNY:%d', i % ${customers}, i), 'invoice',
       printf('customer-%d', i % ${customers}), '${month}', 'CNY', 'paid', '${id}' || i, 1, '${series}', i, printf('${series}%03d', i),
       100, iif(i = 1, ?1, '{}'), '${"0".repeat(64)}', ?2 + i / 3, ?2 + i, ?2 + i FROM n`,
  )
    .bind(content, draftedMs)
    .run();
  await bindings.DB.prepare(
    `INSERT INTO invoice_item SELECT id, 0, 'order:of-' || id, 1, '{}', 'coze', 1, 100, 100, 1613000000000 FROM invoice
     WHERE period = '${month}'`,
  ).run();
  await switchOn();
}

/** Rows that D1 reads while that is done. */
export const rowsRead = async (act: (db: D1Database) => Promise<unknown>) => {
  let rows = 0;
  const counting = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get: (of, name) => {
        if (name === "bind") return (...values: unknown[]) => counting(of.bind(...values));
        if (name === "all" || name === "first")
          return async (column?: string) => {
            const answer = await of.all<Record<string, unknown>>();
            rows += answer.meta.rows_read;
            if (name === "all") return answer;
            const row = answer.results[0] ?? null;
            return column && row ? row[column] : row;
          };
        return Reflect.get(of, name);
      },
    });
  await act(
    new Proxy(bindings.DB, {
      get: (of, name) =>
        name === "prepare"
          ? (sql: string) => counting(of.prepare(sql))
          : name === "batch"
            ? async (all: D1PreparedStatement[]) => {
                const answers = await of.batch(all);
                rows += answers.reduce((sum, { meta }) => sum + meta.rows_read, 0);
                return answers;
              }
            : Reflect.get(of, name).bind(of),
    }) as D1Database,
  );
  return rows;
};

export { PERIOD };
