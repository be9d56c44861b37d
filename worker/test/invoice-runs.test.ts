import { afterEach, describe, expect, test, vi } from "vitest";
import { generateInvoice, issueRules } from "../actions/invoices.ts";
import { monthsAfter, periodAt } from "../domain/invoice/period.ts";
import { DAY_MS } from "../domain/time.ts";
import { CLOSED_AFTER_MS, CUSTOMERS_PER_RUN_MAX, keepInvoices } from "../jobs/invoices.ts";
import { endRun, runOf } from "../store/invoice-runs.ts";
import { breakD1 } from "./breaking.ts";
import { issued, listed, sellingOperator, soldTo } from "./invoicing.ts";
import { bindings, customer, restoreAfterEach } from "./world.ts";

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

  test("finds the sales of a document that was withdrawn after its month was closed", async () => {
    const period = "2025-06";
    const by = await sellingOperator({ sincePeriod: period, pricesIncludeTax: false });
    const who = await customer();
    await soldTo(who.id, { paidAtMs: Date.parse("2025-06-20T00:00:00Z") });
    const first = await issued(by, who.id, period);
    const run = () =>
      bindings.DB.prepare("SELECT closed, due_at AS dueAt FROM invoice_run WHERE period = ?")
        .bind(period)
        .first();
    await keepInvoices(bindings, () => Date.now());
    expect(await run()).toMatchObject({ closed: 1 });
    // One walk stands behind its sales while they are given free: it must not close the month.
    const walking = await runOf(bindings.DB, period, Date.now());
    expect((await by.post(`/api/console/invoices/${first.id}/void`, {})).status).toBe(200);
    await endRun(bindings.DB, walking, { dueAtMs: Date.now() + DAY_MS, closed: true });
    expect(await run()).toMatchObject({ closed: 0 });
    await keepInvoices(bindings, () => Date.now());
    const { items } = await listed(who);
    expect(items.map(({ status }) => status).sort()).toEqual(["issued", "void"]);
    await keepInvoices(bindings, () => Date.now());
    expect(await run()).toMatchObject({ closed: 1 });
    await sellingOperator();
  });

  test("looks through a closed month again when an operator says so, and no other one", async () => {
    const period = "2025-04";
    const by = await sellingOperator({ sincePeriod: period });
    await keepInvoices(bindings, () => Date.now());
    const who = await customer();
    await soldTo(who.id, { paidAtMs: Date.parse("2025-04-20T00:00:00Z") });
    await keepInvoices(bindings, () => Date.now());
    expect((await listed(who)).total).toBe(0);
    const run = (month: string) =>
      by.post<{ run: object }>(`/api/console/invoice-months/${month}/run`, { reason: "late" });
    expect((await run(period)).body.run).toMatchObject({ closed: false });
    await keepInvoices(bindings, () => Date.now());
    const [first] = (await listed(who)).items;
    expect(first).toMatchObject({ period });
    const found = async (number: string) =>
      (await by.get<{ total: number }>(`/api/console/invoices?number=${number}`)).body.total;
    expect(await found(first?.number.toLowerCase() ?? "")).toBe(1);
    expect(await found("INV202504")).toBe(1);
    expect(await found("NV2")).toBe(0);
    const { body } = await by.get<{ items: { period: string; lastInvoice: number }[] }>(
      "/api/console/invoice-months",
    );
    expect(body.items.find((month) => month.period === period)).toMatchObject({ lastInvoice: 1 });
    for (const other of ["2025-03", periodAt(Date.now(), "Asia/Shanghai"), "2025-13"])
      expect((await run(other)).status).toBe(422);
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
