import { afterEach, describe, expect, test, vi } from "vitest";
import { generateInvoice, issueRules } from "../actions/invoices.ts";
import { sha256 } from "../domain/invoice/canonical.ts";
import { monthsAfter, periodAt } from "../domain/invoice/period.ts";
import { CLOSED_AFTER_MS, CUSTOMERS_PER_RUN_MAX, keepInvoices } from "../jobs/invoices.ts";
import { breakD1 } from "./breaking.ts";
import { hostWithCustomer } from "./crediting.ts";
import {
  invoice,
  issue,
  issued,
  listed,
  PAID_MS,
  PERIOD,
  put,
  refunded,
  SELLER,
  sellingOperator,
  soldTo,
} from "./invoicing.ts";
import { ask, goOn, soldPower } from "./refunding.ts";
import { bindings, type Customer, customer, request, restoreAfterEach } from "./world.ts";

restoreAfterEach();
afterEach(() => void vi.restoreAllMocks());

const rulesNow = async () => {
  const rules = await issueRules(bindings);
  if (!rules.ok) throw new Error("no seller");
  return rules.value;
};

/** Numbers of a series as D1 has them, by their place. */
async function ordinals(series: string): Promise<number[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT DISTINCT ordinal FROM invoice WHERE series = ? ORDER BY ordinal",
  )
    .bind(series)
    .all<{ ordinal: number }>();
  return results.map(({ ordinal }) => ordinal);
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("a month's invoice", () => {
  test("holds what was paid in it, with taxes, under the next number, and is paid", async () => {
    const by = await sellingOperator();
    const who = await customer();
    await soldTo(who.id);
    await soldTo(who.id, { amountMinor: 6_990, paidAtMs: PAID_MS + 1 });
    await soldTo(who.id, { paidAtMs: Date.parse("2025-12-31T16:00:00Z") }); // January in Beijing.
    await soldTo(who.id, { state: "refunded" });
    const first = await issued(by, who.id);
    expect(first).toMatchObject({ period: PERIOD, status: "paid", amount: "109.80" });
    expect(first.number).toMatch(/^INV202512\d{3,}$/);
    const shown = await invoice(who, first.number);
    expect(shown).toMatchObject({ id: first.id, dueAmount: "0.00", issuer: "us", refersTo: null });
    expect(shown.items.map(({ amount }) => amount)).toEqual(["39.90", "69.90"]);
    expect(shown.taxes).toEqual([{ rate: "6", mark: "", base: "103.58", tax: "6.22" }]);
    expect(shown.seller).toMatchObject({ name: SELLER.name });
    expect((await listed(who)).items.map(({ number }) => number)).toEqual([first.number]);
  });

  test("asked for again has nothing more to issue; what comes late has a document of its own", async () => {
    const by = await sellingOperator();
    const who = await customer();
    await soldTo(who.id);
    const first = await issued(by, who.id);
    expect((await issue(by, who.id)).body.items).toEqual([]);
    await soldTo(who.id, { paidAtMs: PAID_MS + 5 });
    const late = await issued(by, who.id);
    expect(late.number).not.toBe(first.number);
    expect((await listed(who)).total).toBe(2);
  });

  test("in two currencies is two documents", async () => {
    const by = await sellingOperator();
    const who = await customer();
    await soldTo(who.id);
    await soldTo(who.id, { currency: "JPY", amountMinor: 1_100 });
    const { items } = (await issue(by, who.id)).body;
    expect(items.map(({ currency, amount }) => [currency, amount]).sort()).toEqual([
      ["CNY", "39.90"],
      ["JPY", "1100"],
    ]);
  });

  test("needs a seller, and a month that is one", async () => {
    const by = await sellingOperator();
    for (const period of ["2025-13", "2025-1", "", "2025-12-01", "12-2025"])
      expect(await issue(by, "customer-x", period)).toMatchObject({
        status: 422,
        body: { code: "INVALID_REQUEST" },
      });
    await bindings.DB.prepare("DELETE FROM seller").run();
    expect(await issue(by, "customer-x")).toMatchObject({
      status: 409,
      body: { code: "SELLER_MISSING" },
    });
  });

  test("with taxes on top is issued and not paid until an operator says so, or withdraws it", async () => {
    const by = await sellingOperator({ pricesIncludeTax: false });
    const who = await customer();
    await soldTo(who.id, { amountMinor: 10_000 });
    const first = await issued(by, who.id);
    expect(first).toMatchObject({ status: "issued", amount: "106.00" });
    expect(await invoice(who, first.id)).toMatchObject({ paidAmount: "100.00", dueAmount: "6.00" });
    const act = (what: string, id: string) =>
      by.post<{ state: string; code: string }>(`/api/console/invoices/${id}/${what}`, {});
    expect((await act("void", first.id)).body.state).toBe("void");
    // Its sale is free again.
    const second = await issued(by, who.id);
    expect((await act("pay", second.id)).body.state).toBe("paid");
    expect((await act("pay", second.id)).body.state).toBe("paid");
    expect((await act("void", second.id)).body.code).toBe("INVOICE_CHANGE_NOT_POSSIBLE");
    expect(await invoice(who, second.id)).toMatchObject({
      paidAmount: "106.00",
      dueAmount: "0.00",
    });
    await sellingOperator();
  });
});

describe("numbers", () => {
  test("of 200 invoices in parallel, every seventh dying in the middle, are 1 to n without a hole", async () => {
    await sellingOperator();
    const period = "2024-06";
    const paidAtMs = Date.parse("2024-06-15T04:00:00Z");
    const customers = upTo(200).map((n) => `parallel-${n}-${crypto.randomUUID()}`);
    for (const id of customers) await soldTo(id, { paidAtMs });
    const rules = await rulesNow();
    const generate = (id: string) => generateInvoice(bindings, id, period, rules, Date.now());
    dieInEverySeventhBatch();
    const outcomes = await Promise.allSettled(customers.map(generate));
    vi.restoreAllMocks();
    const died = outcomes.filter(({ status }) => status === "rejected").length;
    expect(died).toBeGreaterThan(20);
    const soFar = await ordinals("INV202406");
    expect(soFar).toEqual(upTo(soFar.length));
    // Twice at the same time for everybody: what died goes on, and nothing is issued twice.
    await Promise.all([...customers, ...customers].map(generate));
    expect(await ordinals("INV202406")).toEqual(upTo(200));
    const { results } = await bindings.DB.prepare(
      "SELECT customer_id FROM invoice WHERE series = 'INV202406' GROUP BY customer_id HAVING count(*) = 1",
    ).all();
    expect(results).toHaveLength(200);
    expect(
      await bindings.DB.prepare(
        "SELECT count(*) AS n FROM invoice WHERE period = ? AND state = 'draft'",
      )
        .bind(period)
        .first<number>("n"),
    ).toBe(0);
  });

  test.each(["before", "after"] as const)(
    "D1 failing %s it applied a statement leaves one invoice in the end",
    async (when) => {
      await sellingOperator();
      const rules = await rulesNow();
      const period = when === "before" ? "2024-01" : "2024-02";
      const paidAtMs = Date.parse(`${period}-10T00:00:00Z`);
      const who = `failing-${crypto.randomUUID()}`;
      await soldTo(who, { paidAtMs });
      breakD1(when);
      await expect(generateInvoice(bindings, who, period, rules, 1)).rejects.toThrow();
      vi.restoreAllMocks();
      await generateInvoice(bindings, who, period, rules, Date.now());
      await generateInvoice(bindings, who, period, rules, Date.now());
      expect(await ordinals(`INV${period.replace("-", "")}`)).toEqual([1]);
    },
  );

  test("a batch that fails at its last statement takes no number from its series", async () => {
    await sellingOperator();
    const who = `refused-${crypto.randomUUID()}`;
    await soldTo(who, { paidAtMs: Date.parse("2024-03-10T00:00:00Z") });
    const rules = await rulesNow();
    const database = Object.getPrototypeOf(bindings.DB);
    const { batch } = database;
    vi.spyOn(database, "batch").mockImplementation(function (
      this: D1Database,
      ...[all]: unknown[]
    ) {
      const list = all as D1PreparedStatement[];
      const broken = bindings.DB.prepare("INSERT INTO invoice_series (id, last) VALUES ('x', -1)");
      // The one that moves the series; a draft is made by two statements.
      return batch.call(this, list.length > 2 ? [...list, broken] : list);
    });
    await expect(generateInvoice(bindings, who, "2024-03", rules, Date.now())).rejects.toThrow(
      "CHECK constraint failed",
    );
    vi.restoreAllMocks();
    expect(await ordinals("INV202403")).toEqual([]);
    await generateInvoice(bindings, who, "2024-03", rules, Date.now());
    expect(await ordinals("INV202403")).toEqual([1]);
  });
});

/** Half of them before their batch was applied, half after: the answer is lost either way. */
function dieInEverySeventhBatch(): void {
  const database = Object.getPrototypeOf(bindings.DB);
  const { batch } = database;
  let count = 0;
  vi.spyOn(database, "batch").mockImplementation(async function (
    this: D1Database,
    ...rest: unknown[]
  ) {
    count++;
    if (count % 14 === 0) throw new Error("D1_ERROR: Network connection lost.");
    const answer = await batch.apply(this, rest);
    if (count % 7 === 0) throw new Error("D1_ERROR: Network connection lost.");
    return answer;
  });
}

describe("the event invoice.issued", () => {
  const told = async (subject: string) => {
    const { results } = await bindings.DB.prepare(
      "SELECT id, seq, data FROM event WHERE subject = ? AND type = 'invoice.issued' ORDER BY seq",
    )
      .bind(subject)
      .all<{ id: string; seq: number; data: string }>();
    return results.map(({ data, ...event }) => ({ ...event, data: JSON.parse(data) }));
  };

  test("is told once of an invoice, a revision and a credit note, in this order", async () => {
    const by = await sellingOperator();
    const who = await customer();
    const orderNo = await soldTo(who.id);
    const rules = await rulesNow();
    const generate = () => generateInvoice(bindings, who.id, PERIOD, rules, Date.now());
    await Promise.all([generate(), generate(), generate()]);
    const [first] = (await listed(who)).items;
    await put(who, "/api/portal/account", { company: "甲公司" });
    await by.post(`/api/console/invoices/${first?.id}/revision`, {});
    await refunded(orderNo, Date.now());
    await by.post(`/api/console/invoices/${first?.id}/credit-notes`, {});
    const [revised] = (await listed(who)).items;
    const events = await told(who.id);
    expect(events.map(({ data }) => [data.number, data.kind, data.revision])).toEqual([
      [first?.number, "invoice", 1],
      [`${first?.number}-2`, "invoice", 2],
      [revised?.creditNotes[0]?.number, "credit-note", 1],
    ]);
    expect(events[0]).toMatchObject({
      id: `${first?.id}:1`,
      data: {
        ...{ invoice: first?.id, period: PERIOD, state: "paid", corrects: null },
        ...{ amountMinor: 3_990, currency: "CNY" },
      },
    });
    expect(events[2]?.data.corrects).toBe(first?.id);
    expect(events.map(({ seq }) => seq)).toEqual([...events.map(({ seq }) => seq)].sort());
  });

  test("is never told of a number that was not given, nor missing of one that was", async () => {
    await sellingOperator();
    const rules = await rulesNow();
    const period = "2024-07";
    const customers = upTo(28).map((n) => `told-${n}-${crypto.randomUUID()}`);
    for (const id of customers) await soldTo(id, { paidAtMs: Date.parse("2024-07-15T04:00:00Z") });
    const generate = (id: string) => generateInvoice(bindings, id, period, rules, Date.now());
    const numbersAndEvents = async () => {
      const { results } = await bindings.DB.prepare(
        `SELECT v.number, e.data ->> '$.number' AS told FROM invoice AS v
         LEFT JOIN event AS e ON e.id = v.id || ':1' WHERE v.period = ?`,
      )
        .bind(period)
        .all<{ number: string | null; told: string | null }>();
      return results;
    };
    dieInEverySeventhBatch();
    await Promise.allSettled(customers.map(generate));
    vi.restoreAllMocks();
    const halfway = await numbersAndEvents();
    expect(halfway.some(({ number }) => number === null)).toBe(true);
    expect(halfway.filter(({ number, told: as }) => number !== as)).toEqual([]);
    await Promise.all(customers.map(generate));
    const inTheEnd = await numbersAndEvents();
    expect(inTheEnd).toHaveLength(28);
    expect(inTheEnd.filter(({ number, told: as }) => number === null || number !== as)).toEqual([]);
  });
});

describe("what is issued", () => {
  test("never changes, whatever happens to catalog, customer and seller", async () => {
    const by = await sellingOperator();
    const who = await customer();
    const orderNo = await soldTo(who.id);
    const first = await issued(by, who.id);
    const before = await invoice(who, first.id);
    await put(who, "/api/portal/account", { company: "后来的公司", language: "jp" });
    await sellingOperator({ name: "后来的销售方", taxes: { default: { rate: 1_300 } } });
    await bindings.DB.prepare(
      "UPDATE orders SET item_name = 'x', amount_minor = 1 WHERE order_no = ?",
    )
      .bind(orderNo)
      .run();
    expect(await invoice(who, first.id)).toEqual(before);
    const row = await bindings.DB.prepare("SELECT content, hash FROM invoice WHERE id = ?")
      .bind(first.id)
      .first<{ content: string; hash: string }>();
    expect(row?.hash).toBe(before.hash);
    expect(await sha256(row?.content ?? "")).toBe(before.hash);
  });

  test.each([
    "UPDATE invoice SET content = '{}' WHERE number IS NOT NULL",
    "UPDATE invoice SET number = 'INV999999001' WHERE number IS NOT NULL",
    "UPDATE invoice SET amount_minor = 1 WHERE number IS NOT NULL",
    "DELETE FROM invoice",
    "DELETE FROM invoice_item",
    "UPDATE invoice_item SET amount_minor = 1",
  ])("D1 itself refuses: %s", async (statement) => {
    const by = await sellingOperator();
    const who = await customer();
    await soldTo(who.id);
    await issued(by, who.id);
    await expect(bindings.DB.prepare(statement).run()).rejects.toThrow(
      /does not change|never deleted/,
    );
  });

  test("is a foreign one not found, by id and by number, on every route", async () => {
    const by = await sellingOperator();
    const [who, other] = [await customer(), await customer()];
    await soldTo(who.id);
    const { id, number } = await issued(by, who.id);
    for (const ref of [id, number, "INV000000001", "x".repeat(500)])
      for (const [method, path] of [
        ["GET", ""],
        ["GET", "/pdf"],
        ["GET", "/print"],
        ["POST", "/revision"],
      ] as const) {
        const answer = await other.call(`/api/portal/invoices/${ref}${path}`, { method });
        expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          404,
          "INVOICE_NOT_FOUND",
        ]);
      }
    expect((await listed(other)).total).toBe(0);
  });

  test("is revised for a buyer who says more of itself: the number stays, the first is named and void", async () => {
    const by = await sellingOperator();
    const who = await customer();
    await soldTo(who.id);
    const first = await issued(by, who.id);
    const revise = (on: Customer, area: string, ref: string) =>
      on.post<Awaited<ReturnType<typeof invoice>>>(`/api/${area}/invoices/${ref}/revision`, {});
    // Nothing to say: the one that there is.
    expect((await revise(who, "portal", first.id)).body.id).toBe(first.id);
    await put(who, "/api/portal/account", { company: "甲公司" });
    const revised = (await revise(who, "portal", first.id)).body;
    expect(revised).toMatchObject({
      number: `${first.number}-2`,
      status: "paid",
      amount: first.amount,
      revision: 2,
      refersTo: { id: first.id, number: first.number },
      buyer: { company: "甲公司" },
    });
    expect(await invoice(who, first.id)).toMatchObject({ status: "void", buyer: { company: "" } });
    expect((await listed(who)).items.map(({ id }) => id)).toEqual([revised.id]);
    await put(by, `/api/console/customers/${who.id}/account`, { company: "乙公司" });
    // By whatever revision it is called, and twice at once.
    const twice = await Promise.all([
      revise(by, "console", first.id),
      revise(by, "console", revised.id),
    ]);
    expect(new Set(twice.map(({ body }) => body.number))).toEqual(new Set([`${first.number}-3`]));
    expect(twice[0]?.body.refersTo).toEqual({ id: first.id, number: first.number });
    expect(twice[0]?.body.revisions).toHaveLength(3);
  });
});

describe("credit notes", () => {
  const credit = (by: Customer, id: string) =>
    by.post<Awaited<ReturnType<typeof invoice>> & { code: string }>(
      `/api/console/invoices/${id}/credit-notes`,
      {},
    );

  test("follow a real refund through the gateway, in a series of their own", async () => {
    const { who, orderId } = await soldPower();
    const period = periodAt(Date.now(), "Asia/Shanghai");
    const by = await sellingOperator({ sincePeriod: period });
    const first = await issued(by, who.id, period);
    expect(first.amount).toBe("45.00");
    expect((await credit(by, first.id)).body.code).toBe("NOTHING_TO_CREDIT");
    await ask(by, orderId, "full");
    await goOn(orderId);
    await keepInvoices(bindings, () => Date.now());
    const shown = await invoice(who, first.id);
    expect(shown.creditNotes).toMatchObject([{ amount: "45.00" }]);
    const [note] = shown.creditNotes;
    expect(note?.number).toMatch(/^CN\d{9,}$/);
    expect(await invoice(who, note?.id ?? "")).toMatchObject({
      kind: "credit-note",
      amount: "45.00",
      refersTo: { id: first.id, number: first.number },
      taxes: shown.taxes,
    });
    expect(shown).toMatchObject({ hash: (await invoice(who, first.id)).hash, status: "paid" });
    // Again changes nothing.
    await keepInvoices(bindings, () => Date.now());
    expect((await invoice(who, first.id)).creditNotes).toHaveLength(1);
  });

  test("of three odd amounts at once give back the invoice to the fen, without a hole", async () => {
    const by = await sellingOperator({ taxes: { default: { rate: 1_925 } } });
    const who = await customer();
    const orders = [];
    for (const [at, amountMinor] of [333, 334, 335].entries())
      orders.push(await soldTo(who.id, { amountMinor, paidAtMs: PAID_MS + at }));
    const first = await issued(by, who.id);
    const whole = await invoice(who, first.id);
    for (const orderNo of orders) await refunded(orderNo, Date.now());
    const answers = await Promise.all(upTo(4).map(() => credit(by, first.id)));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await credit(by, first.id);
    const notes = await Promise.all(
      (await invoice(who, first.id)).creditNotes.map(({ id }) => invoice(who, id)),
    );
    expect(notes).toHaveLength(3);
    const minor = (text = "0") => Math.round(Number(text) * 100);
    for (const part of ["base", "tax"] as const)
      expect(notes.reduce((sum, { taxes }) => sum + minor(taxes[0]?.[part]), 0)).toBe(
        minor(whole.taxes[0]?.[part]),
      );
    const series = `CN${notes[0]?.period.replace("-", "")}`;
    expect(await ordinals(series)).toEqual(upTo((await ordinals(series)).length));
    await sellingOperator();
  });

  test("are not made of a second payment that went back", async () => {
    const by = await sellingOperator();
    const who = await customer();
    const orderNo = await soldTo(who.id);
    const first = await issued(by, who.id);
    await refunded(orderNo, Date.now(), "surplus");
    expect((await credit(by, first.id)).body.code).toBe("NOTHING_TO_CREDIT");
  });
});

describe("the cron", () => {
  test("issues last month's invoices bit by bit, goes on past what fails, and picks up what came late", async () => {
    const period = "2026-03";
    await sellingOperator({ sincePeriod: period });
    const paidAtMs = Date.parse("2026-03-20T00:00:00Z");
    const over = Date.parse("2026-03-31T18:00:00Z");
    const customers = upTo(CUSTOMERS_PER_RUN_MAX + 5).map(() => `cron-${crypto.randomUUID()}`);
    for (const id of customers) await soldTo(id, { paidAtMs });
    // Not over yet, and an hour more.
    await keepInvoices(bindings, () => over - 2 * 3_600_000);
    expect(await ordinals("INV202603")).toEqual([]);
    await keepInvoices(bindings, () => over);
    expect(await ordinals("INV202603")).toEqual(upTo(CUSTOMERS_PER_RUN_MAX));
    for (let run = 1; run < 4; run++) await keepInvoices(bindings, () => over + run * 300_000);
    expect(await ordinals("INV202603")).toEqual(upTo(customers.length));
    await soldTo(customers[0] ?? "", { paidAtMs: paidAtMs + 1 });
    await keepInvoices(bindings, () => over + 7 * 3_600_000);
    expect(await ordinals("INV202603")).toEqual(upTo(customers.length + 1));
    // The month is closed at last, and what is paid in it later is for an operator to issue.
    await keepInvoices(bindings, () => over + CLOSED_AFTER_MS);
    const closed = await bindings.DB.prepare("SELECT closed FROM invoice_run WHERE period = ?")
      .bind(period)
      .first<number>("closed");
    expect(closed).toBe(1);
    await sellingOperator();
  });

  test("goes on with a draft that somebody left", async () => {
    const by = await sellingOperator({ sincePeriod: monthsAfter("2026-12", 60) });
    const who = await customer();
    await soldTo(who.id, { paidAtMs: Date.parse("2023-05-10T00:00:00Z") });
    breakD1("before", { but: "INSERT INTO invoice (" });
    const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
    vi.mocked(statement.all).mockRestore();
    vi.mocked(statement.run).mockRestore();
    const rules = await rulesNow();
    await expect(generateInvoice(bindings, who.id, "2023-05", rules, Date.now())).rejects.toThrow();
    vi.restoreAllMocks();
    const drafts = async () =>
      (await by.get<{ items: object[] }>(`/api/console/invoices?state=draft&customer=${who.id}`))
        .body.items;
    expect(await drafts()).toHaveLength(1);
    expect((await listed(who)).total).toBe(0);
    await keepInvoices(bindings, () => Date.now() + 3_600_000);
    expect(await drafts()).toHaveLength(0);
    expect((await listed(who)).total).toBe(1);
    await sellingOperator();
  });
});

test("a closed portal answers CENTER_CLOSED everywhere", async () => {
  const who = await customer();
  await bindings.CONFIG.put("customer_portal_status", "false");
  const paths = ["account", "invoices", "invoices/x", "invoices/x/pdf", "invoices/x/print"];
  for (const path of paths) {
    const { status, body } = await who.get<{ code: string }>(`/api/portal/${path}`);
    expect([path, status, body.code]).toEqual([path, 403, "CENTER_CLOSED"]);
  }
  await bindings.CONFIG.delete("customer_portal_status");
});

test("a guest is asked to sign in", async () => {
  for (const path of ["account", "invoices", "invoices/x/pdf"])
    expect((await request(`/api/portal/${path}`)).status).toBe(401);
});

test("a host product reads its customer's invoices", async () => {
  const by = await sellingOperator();
  const { who, send } = await hostWithCustomer();
  await soldTo(who.id);
  const first = await issued(by, who.id);
  const { status, body } = await send("GET", "/invoices?period=2025-12");
  expect(status).toBe(200);
  expect(body).toMatchObject({ total: 1, items: [{ number: first.number }] });
  expect((await send("GET", "/invoices?period=2025-13")).status).toBe(422);
});

test("a customer finds invoices by their state", async () => {
  const by = await sellingOperator();
  const who = await customer();
  await soldTo(who.id);
  await issued(by, who.id);
  const found = async (query: string) =>
    (await who.get<{ total: number }>(`/api/portal/invoices?${query}`)).body.total;
  expect(await found("status=paid&period=2025-12")).toBe(1);
  expect(await found("status=paid&period=2025-11")).toBe(0);
  expect(await found("status=issued")).toBe(0);
  expect((await who.get("/api/portal/invoices?status=draft")).status).toBe(422);
});
