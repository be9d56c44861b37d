import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import { cursorOf } from "../domain/cursor.ts";
import type { StripeDocument } from "../domain/invoice/stripe-document.ts";
import type { Invoice } from "../http/core/invoices/schemas.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { makeDraft } from "../store/invoice-writing.ts";
import { hostWithCustomer } from "./crediting.ts";
import { issued, PERIOD, put, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { accountOf } from "./shop.ts";
import { bindings, type Customer, customer, request } from "./world.ts";

interface Row {
  id?: string;
  orderNo?: string;
  number?: string | null;
}

interface Page {
  items: Row[];
  total: number;
  page: number;
  pageSize: number;
  next: string | null;
}

/** A list with rows in it, and what happens to it while somebody pages. */
interface Shelf {
  /** Its address, with a filter, or with a `?` to put one after. */
  path: string;
  read(path: string): Promise<{ status: number; body: unknown }>;
  /** Writes one more row. */
  add(): Promise<unknown>;
  /** A row that was shown leaves the list. */
  leave?(row: Row): Promise<unknown>;
  /** A row that was not shown yet changes, and stays. */
  change?(row: Row): Promise<unknown>;
}

const ROWS = 7;
const PAGE_SIZE = 2;

const times = async (count: number, act: (index: number) => Promise<unknown>) => {
  for (let index = 0; index < count; index += 1) await act(index);
};

let by: Customer;
beforeAll(async () => {
  await productsInCatalog();
  by = await sellingOperator();
});

const sql = (text: string, ...values: unknown[]) =>
  bindings.DB.prepare(text)
    .bind(...values)
    .run();

/** Several at the same instant, so that the order goes by more than time. */
const atMs = (index: number) => Date.now() - 60_000 - Math.floor(index / 3);

async function orders(area: string): Promise<Shelf> {
  const who = await customer();
  await times(ROWS, (index) => soldTo(who.id, { paidAtMs: atMs(index) }));
  return {
    path: `/api/${area}/orders?`,
    read: who.get,
    add: () => soldTo(who.id, { paidAtMs: Date.now() }),
    // As one that nobody ever opened a code for is forgotten.
    leave: ({ orderNo }) => sql("DELETE FROM orders WHERE order_no = ?", orderNo),
  };
}

async function ledger(query: string, path = "/api/account/ledger"): Promise<Shelf> {
  const who = await customer();
  const account = accountOf(who);
  const grant = { kind: "power", name: "算力", power: 500, givePower: 0 } as const;
  await account.grant({ key: "order:1", grant });
  const spend = () =>
    account.deduct({ key: crypto.randomUUID(), asset: "power", amount: 1, reference: "call" });
  await times(ROWS, spend);
  const reader = path.startsWith("/api/console/") ? by : who;
  return { path: `${path.replace("{}", who.id)}?${query}`, read: reader.get, add: spend };
}

async function credits(): Promise<Shelf> {
  const it = await hostWithCustomer();
  await it.plan("pro_monthly");
  await times(ROWS, () => it.spend(1));
  const read = async (path: string) => {
    const { status, body } = await it.who.get<{ transactions?: Row[] }>(path);
    return { status, body: { ...body, items: body.transactions } };
  };
  return { path: "/api/credits/usage?", read, add: () => it.spend(1) };
}

async function usage(query: string): Promise<Shelf> {
  const it = await meteringHost();
  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  await times(ROWS, (index) => it.use("email", 1, index < 4 ? { at: yesterday } : {}));
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const start = new Date(Date.parse(today) - 3 * 86_400_000).toISOString().slice(0, 10);
  return {
    path: `/api/portal/usage/detail?start=${start}&end=${tomorrow}${query}`,
    read: it.who.get,
    add: () => it.use("email", 1),
    // As those that are kept no longer.
    leave: ({ id }) =>
      runInDurableObject(accountOf(it.who), (_: AccountObject, { storage }) => {
        storage.sql.exec("DELETE FROM usage_event WHERE id = ?", id);
      }),
  };
}

const stripeDocument = (id: string, issuedAtMs: number): StripeDocument => ({
  ...{ id, number: `S-${id}`, status: "paid", currency: "USD", totalMinor: 999, paidMinor: 999 },
  ...{ taxMinor: 0, issuedAtMs, paidAtMs: issuedAtMs, url: null, pdfUrl: null, lines: [] },
  ...{ seller: { name: "", country: "" }, buyer: { name: "", email: "" } },
});

const keepDocument = (who: Customer, issuedAtMs: number) =>
  runInDurableObject(accountOf(who), (_: AccountObject, { storage }) => {
    const document = stripeDocument(`in_${crypto.randomUUID()}`, issuedAtMs);
    storage.sql.exec(
      "INSERT INTO stripe_document (id, document) VALUES (?, ?)",
      document.id,
      JSON.stringify(document),
    );
  });

/** Ours in one month, Stripe's among them and around them. */
async function invoices(query: string, read?: (who: Customer) => Shelf["read"]): Promise<Shelf> {
  const who = await customer();
  const issueOne = async () => {
    await soldTo(who.id);
    return issued(by, who.id);
  };
  await accountOf(who).introduce({
    id: who.id,
    name: null,
    email: null,
    seenAtMs: Date.now(),
  } as never);
  await times(ROWS, issueOne);
  for (const day of ["2025-11-03", "2025-12-01", "2025-12-03", "2026-01-03"])
    await keepDocument(who, Date.parse(`${day}T04:00:00Z`));
  let said = 0;
  return {
    path: `/api/portal/invoices?${query}`,
    read: read?.(who) ?? who.get,
    add: async () => {
      await issueOne();
      await keepDocument(who, Date.now());
    },
    // The customer says more of itself, and has a document issued anew.
    change: async ({ id = "" }) => {
      if ((await who.get<Invoice>(`/api/portal/invoices/${id}`)).body.issuer !== "us") return;
      said += 1;
      await put(who, "/api/portal/account", { company: `甲公司 ${said}` });
      const revised = await who.post<Invoice>(`/api/portal/invoices/${id}/revision`, {});
      expect(revised.body.revision).toBeGreaterThan(1);
    },
  };
}

async function hostInvoices(): Promise<Shelf> {
  const { token } = await hostWithCustomer();
  return invoices("", (who) => async (path) => {
    const response = await request(path.replace("/api/portal/", `/api/customers/${who.id}/`), {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: await response.json() };
  });
}

const draft = async () => {
  const id = `in_${crypto.randomUUID()}`;
  await makeDraft(bindings.DB, {
    ...{ id, key: `month:${id}`, customerId: `customer-${id}`, period: PERIOD, currency: "CNY" },
    sales: [],
    nowMs: Date.now(),
  });
  return id;
};

async function documents(query: string): Promise<Shelf> {
  const who = await customer();
  await times(3, draft);
  await times(ROWS, async () => {
    await soldTo(who.id);
    await issued(by, who.id);
  });
  return {
    path: `/api/console/invoices?${query}`,
    read: by.get,
    add: async () => {
      await draft();
      await soldTo(who.id);
      await issued(by, who.id);
    },
    // A draft that nobody shall go on with.
    leave: ({ id }) =>
      sql("UPDATE invoice SET state = 'void', voided_at = 1 WHERE id = ? AND state = 'draft'", id),
  };
}

async function refunds(query: string): Promise<Shelf> {
  const who = await customer();
  const one = async (startedAtMs: number) => {
    const orderNo = await soldTo(who.id);
    await refunded(orderNo, startedAtMs);
    await sql("UPDATE refund SET state = 'due' WHERE order_no = ?", orderNo);
  };
  await times(ROWS, (index) => one(atMs(index)));
  return {
    path: `/api/console/refunds?${query}`,
    read: by.get,
    add: () => one(Date.now()),
    leave: ({ number }) => sql("UPDATE refund SET state = 'done' WHERE number = ?", number),
  };
}

async function fapiao(query: string): Promise<Shelf> {
  const title = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };
  const one = async () => {
    const who = await customer();
    await soldTo(who.id);
    const { id } = await issued(by, who.id);
    const asked = await who.post(`/api/portal/invoices/${id}/fapiao`, { title });
    expect(asked.status).toBe(201);
  };
  await times(ROWS, one);
  return {
    path: `/api/console/fapiao?${query}`,
    read: by.get,
    add: one,
    leave: ({ id }) =>
      by.post("/api/console/fapiao/results", { results: [{ id, result: "issuing" }] }),
  };
}

const LISTS: [name: string, open: () => Promise<Shelf>, list: Parameters<typeof cursorOf>[0]][] = [
  // First, as these are of all customers: one page holds all that there are.
  ["documents at the console", () => documents(""), "console-invoices"],
  ["drafts at the console", () => documents("state=draft"), "console-invoices"],
  ["a customer's orders", () => orders("account"), "orders"],
  ["those of packages", () => orders("web/coze-package"), "orders"],
  ["a ledger", () => ledger(""), "ledger"],
  ["a ledger of one kind", () => ledger("kind=deduct"), "ledger"],
  ["a ledger at the console", () => ledger("", "/api/console/customers/{}/ledger"), "ledger"],
  ["a month of credits", credits, "credits"],
  ["single uses", () => usage(""), "usage"],
  ["single uses of a product", () => usage("&product=email"), "usage"],
  ["a customer's invoices", () => invoices(""), "invoices"],
  ["those of a state", () => invoices("status=paid"), "invoices"],
  ["those of a month", () => invoices(`period=${PERIOD}`), "invoices"],
  ["invoices that a host asks for", hostInvoices, "invoices"],
  ["refunds", () => refunds(""), "refunds"],
  ["refunds that are due", () => refunds("state=due"), "refunds"],
  ["requests for fapiao", () => fapiao(""), "fapiao"],
  ["those that nobody took up", () => fapiao("state=requested"), "fapiao"],
];

/** To a customer a revision stands in the place of the first, whose number it keeps; to an operator it is one more document. */
const nameIn =
  (list: string) =>
  ({ id, orderNo, number }: Row): string =>
    list === "console-invoices" ? (id ?? "") : (number?.replace(/-\d$/, "") ?? orderNo ?? id ?? "");

describe.each(LISTS)("%s", (_name, open, list) => {
  const pageOf = async (shelf: Shelf, query: string) => {
    const { status, body } = await shelf.read(`${shelf.path}&${query}`);
    expect([status, body]).toMatchObject([200, { items: expect.anything() }]);
    return body as Page;
  };
  const nameOf = nameIn(list);
  const from = (next: string | null) => (next === null ? "" : `&before=${next}`);

  test("repeats no row and misses none, whatever is written between two pages", async () => {
    const shelf = await open();
    const all = (await pageOf(shelf, "pageSize=100")).items;
    expect(all.length).toBeGreaterThanOrEqual(ROWS);
    const seen: string[] = [];
    let page: Page = await pageOf(shelf, `pageSize=${PAGE_SIZE}`);
    // As many as there were, and those that were written meanwhile where new ones come last.
    for (let turn = 1; turn < 3 * all.length; turn += 1) {
      expect(page.items.length).toBe(page.next === null ? page.items.length : PAGE_SIZE);
      seen.push(...page.items.map(nameOf));
      if (page.next === null) break;
      const waiting = all.filter((row) => !seen.includes(nameOf(row)));
      if (turn < 4) {
        // One at a time: together they would leave numbered pages where they are.
        if (turn === 2) await shelf.leave?.(page.items[0] ?? {});
        else await shelf.add();
        const last = waiting.at(-turn);
        if (last) await shelf.change?.(last);
      }
      page = await pageOf(shelf, `page=${turn + 1}&pageSize=${PAGE_SIZE}${from(page.next)}`);
      expect(page).toMatchObject({ page: turn + 1, pageSize: PAGE_SIZE });
    }
    expect(page.next).toBeNull();
    expect(new Set(seen).size).toBe(seen.length);
    expect(all.map(nameOf).filter((name) => !seen.includes(name))).toEqual([]);
    // What is not new comes in the list's own order.
    const before = all.map(nameOf);
    expect(seen.filter((name) => before.includes(name))).toEqual(before);
  });

  test("can be entered at a numbered page, and says how many rows there are on each", async () => {
    const shelf = await open();
    const all = await pageOf(shelf, "pageSize=100");
    expect(all).toMatchObject({ total: all.items.length, page: 1, next: null });
    const pages: Page[] = [];
    for (let page = 1; page <= Math.ceil(all.total / 3); page += 1)
      pages.push(await pageOf(shelf, `page=${page}&pageSize=3`));
    expect(pages.flatMap(({ items }) => items)).toEqual(all.items);
    for (const [index, { next }] of pages.entries()) {
      if (index === pages.length - 1) expect(next).toBeNull();
      else {
        const place = await pageOf(shelf, `pageSize=3${from(next)}`);
        expect(place).toMatchObject({ items: pages[index + 1]?.items ?? [], total: all.total });
      }
    }
    expect((await pageOf(shelf, "page=1000000&pageSize=3")).items).toEqual([]);
  });

  test("takes no cursor but its own", async () => {
    const shelf = await open();
    const foreign =
      list === "refunds" ? cursorOf("orders", [1, "EC1"]) : cursorOf("refunds", [1, "EC1R1"]);
    const ends = [foreign, `${foreign}A`, "1763631000000~EC1", "2", "", "%00", "x".repeat(5_000)];
    for (const cursor of ends) {
      const { status, body } = await shelf.read(`${shelf.path}&before=${cursor}`);
      expect([cursor, status, body]).toMatchObject([
        ...[cursor, 422],
        { code: "INVALID_REQUEST", errors: [{ field: "before" }] },
      ]);
    }
  });
});
