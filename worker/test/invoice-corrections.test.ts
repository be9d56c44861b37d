import { afterEach, describe, expect, test, vi } from "vitest";
import { sha256 } from "../domain/invoice/canonical.ts";
import { periodAt } from "../domain/invoice/period.ts";
import { DAY_MS } from "../domain/time.ts";
import { keepInvoices } from "../jobs/invoices.ts";
import {
  invoice,
  issued,
  listed,
  PAID_MS,
  put,
  refunded,
  sellingOperator,
  soldTo,
} from "./invoicing.ts";
import { ask, goOn, soldPower } from "./refunding.ts";
import { bindings, type Customer, customer, restoreAfterEach } from "./world.ts";

restoreAfterEach();
afterEach(() => void vi.restoreAllMocks());

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

  test("follow a refund that waited long for its bank", async () => {
    const by = await sellingOperator({ sincePeriod: periodAt(Date.now(), "Asia/Shanghai") });
    const who = await customer();
    const orderNo = await soldTo(who.id);
    const first = await issued(by, who.id);
    await refunded(orderNo, Date.now());
    await bindings.DB.prepare("UPDATE refund SET started_at = ? WHERE order_no = ?")
      .bind(Date.now() - 200 * DAY_MS, orderNo)
      .run();
    await keepInvoices(bindings, () => Date.now());
    expect((await invoice(who, first.id)).creditNotes).toMatchObject([{ amount: "39.90" }]);
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
