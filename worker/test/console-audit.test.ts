import { expect, test } from "vitest";
import type { Invoice } from "../http/core/invoices/schemas.ts";
import { type AuditRow, listAudit } from "../store/audit.ts";
import { issued, put, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { bindings, type Customer, customer } from "./world.ts";

/** What the audit keeps of acts on invoices and fapiao: why, what was so before, and what since. */

const TITLE = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };
const NUMBER = "24952000000123456789";

const last = async (by: Customer): Promise<AuditRow> => {
  const [row] = await listAudit(bindings.DB, { operator: by.id, limit: 1 });
  if (!row) throw new Error("the audit has nothing of this operator");
  return row;
};

const act = (by: Customer, verb: string, id: string, reason?: string) =>
  by.call(`/api/console/invoices/${id}/${verb}`, {
    method: "POST",
    // As clients write that send the type with every call: an act of which nothing is asked takes no body, too.
    headers: { "content-type": "application/json" },
    ...(reason === undefined ? {} : { body: JSON.stringify({ reason }) }),
  });

test("issuing, paying and withdrawing an invoice say so, with the reason", async () => {
  const by = await sellingOperator({ pricesIncludeTax: false });
  const who = await customer();
  await soldTo(who.id);
  const first = await issued(by, who.id);
  expect(await last(by)).toMatchObject({
    ...{ act: "invoice.issue", outcome: "done" },
    after: { customerId: who.id, issued: [{ number: first.number, state: "issued" }] },
  });
  expect((await act(by, "void", first.id, "issued twice")).status).toBe(200);
  expect(await last(by)).toMatchObject({
    ...{ act: "invoice.void", object: first.id, why: "issued twice", outcome: "done" },
    before: { number: first.number, state: "issued" },
    after: { number: first.number, state: "void" },
  });
  const second = await issued(by, who.id);
  expect((await act(by, "pay", second.id)).status).toBe(200); // A reason is not asked for.
  expect(await last(by)).toMatchObject({
    ...{ act: "invoice.note-paid", why: "", before: { state: "issued" }, after: { state: "paid" } },
  });
  expect((await act(by, "void", second.id, "too late")).status).toBe(409);
  expect(await last(by)).toMatchObject({
    ...{ outcome: "refused", code: "INVOICE_CHANGE_NOT_POSSIBLE", why: "too late" },
    ...{ before: { state: "paid" }, after: { state: "paid" } },
  });
});

test("an account, a revision and a credit note do", async () => {
  const by = await sellingOperator();
  const who = await customer();
  const orderNo = await soldTo(who.id);
  const first = await issued(by, who.id);
  const reason = "asked for by telephone";
  await put(by, `/api/console/customers/${who.id}/account`, { company: "甲公司", reason });
  expect(await last(by)).toMatchObject({
    ...{ act: "customer.account", object: who.id, why: reason },
    ...{ before: { company: "" }, after: { company: "甲公司" } },
  });
  expect((await act(by, "revision", first.id, "new name")).status).toBe(200);
  expect(await last(by)).toMatchObject({
    ...{ act: "invoice.revise", why: "new name", before: { id: first.id, revision: 1 } },
    after: { revision: 2, state: "paid" },
  });
  await refunded(orderNo, Date.now());
  expect((await act(by, "credit-notes", first.id, "refunded")).status).toBe(200);
  expect(await last(by)).toMatchObject({
    ...{ act: "invoice.credit", why: "refunded", before: { creditNotes: 0 } },
    after: { creditNotes: 1, issued: [{ state: "paid", amount: "39.90" }] },
  });
});

test("numbers of fapiao do, written by hand or from a file, and a file sent twice adds nothing", async () => {
  const by = await sellingOperator();
  const who = await customer();
  await soldTo(who.id);
  const first = await issued(by, who.id);
  const asked = await who.post<Invoice>(`/api/portal/invoices/${first.id}/fapiao`, {
    title: TITLE,
  });
  const id = asked.body.fapiao?.id ?? "";
  const results = [{ id, result: "issuing" }];
  await by.post("/api/console/fapiao/results", { results, reason: "today's batch" });
  expect(await last(by)).toMatchObject({
    ...{ act: "fapiao.results", why: "today's batch" },
    before: { [id]: { state: "requested", number: null } },
    after: { [id]: { state: "issuing" } },
  });
  const file = () =>
    by.call("/api/console/fapiao.csv", {
      method: "POST",
      body: `申请编号,发票号码\r\n${id},'${NUMBER}`,
      headers: { "content-type": "text/csv" },
    });
  expect((await file()).status).toBe(200);
  expect(await last(by)).toMatchObject({
    act: "fapiao.import",
    before: { [id]: { state: "issuing", number: null } },
    after: { [id]: { state: "issued", number: NUMBER } },
  });
  await file();
  expect(await last(by)).toMatchObject({ act: "fapiao.import", before: {}, after: {} });
});
