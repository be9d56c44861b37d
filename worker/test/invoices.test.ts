import { afterEach, describe, expect, test, vi } from "vitest";
import { generateInvoice, issueRules } from "../actions/invoices.ts";
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
import { bindings, customer, request, restoreAfterEach } from "./world.ts";

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
