import { runInDurableObject } from "cloudflare:test";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { periodAt } from "../domain/invoice/period.ts";
import type { InvoicePage } from "../http/core/invoices/schemas.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { forgetMail, liveOn, plansByCard, stripeIdOf, subscribeByCard } from "./billing.ts";
import { paidAtPage, stripe, tell } from "./card.ts";
import { hostWithCustomer, TOKEN_SECONDS } from "./crediting.ts";
import { invoice, issue, listed, sellingOperator, soldTo } from "./invoicing.ts";
import { fromFrame, portalToken } from "./portal-token.ts";
import { accountOf, objectOf } from "./shop.ts";
import { lastingCustomer } from "./subscribing.ts";
import { type Customer, control, request, restoreAfterEach, setClocks } from "./world.ts";

restoreAfterEach();
beforeAll(plansByCard);
// A later test may go years ahead, where Stripe would renew all that was subscribed to here.
afterAll(() => control.reset());

const DAY = 86_400_000;
/** So far ahead that no alarm goes off by itself, and looks at Stripe in between. */
const START = Date.parse("2037-03-10T04:00:00Z");
beforeEach(forgetMail);

const seller = () =>
  sellingOperator({ sincePeriod: periodNow() }, { expiresInSeconds: TOKEN_SECONDS });

const periodNow = () => periodAt(Date.now(), "Asia/Shanghai");

const bill = async (who: Customer) =>
  (await stripe.invoices.list({ customer: await stripeIdOf(who), limit: 100 })).data;

/** Where a call leads, or its refusal. */
async function pdf(who: Customer, ref: string, part = "pdf") {
  const answer = await who.call(`/api/portal/invoices/${ref}/${part}`, { redirect: "manual" });
  return { status: answer.status, location: answer.headers.get("location") };
}

test("an order that was paid by card on Stripe's page stays ours", async () => {
  const by = await seller();
  const { who, number, orderId } = await paidAtPage();
  await tell(number);
  await objectOf(orderId).attend();
  const { items } = (await issue(by, who.id, periodNow())).body;
  expect(items).toHaveLength(1);
  const all = await listed(who);
  expect(all.items.map(({ issuer, number: of }) => [issuer, of])).toEqual([
    ["us", items[0]?.number],
  ]);
});

test("addresses that Stripe gave long ago are asked for anew; while it is silent the last ones do", async () => {
  await setClocks(START);
  const who = await lastingCustomer();
  await subscribeByCard(who);
  const [theirs] = await bill(who);
  const OLD = "https://pay.stripe.com/of-last-year";
  await runInDurableObject(accountOf(who), (_: AccountObject, { storage }) => {
    storage.sql.exec(
      "UPDATE stripe_document SET document = json_set(document, '$.pdfUrl', ?)",
      OLD,
    );
  });
  const ref = theirs?.id ?? "";
  expect(await pdf(who, ref)).toEqual({ status: 303, location: OLD });
  await setClocks(START + 2 * DAY);
  await control.fault({ gateway: "stripe", fault: "error-500", times: 50 });
  expect(await pdf(who, ref)).toEqual({ status: 303, location: OLD });
  await control.clearFaults();
  expect(await pdf(who, ref)).toEqual({ status: 303, location: theirs?.invoice_pdf });
});

test("a sale by Stripe Billing is listed with Stripe's number and PDF, and has none of ours", async () => {
  await setClocks(START);
  const by = await seller();
  const who = await lastingCustomer();
  await subscribeByCard(who);
  const [theirs] = await bill(who);
  expect((await issue(by, who.id, periodNow())).body.items).toEqual([]);
  const { items, total } = await listed(who);
  expect(total).toBe(1);
  expect(items[0]).toMatchObject({
    ...{ id: theirs?.id, number: theirs?.number, issuer: "stripe", kind: "invoice" },
    ...{ status: "paid", amount: "9.99", currency: "USD", period: periodNow() },
    hosted: { url: theirs?.hosted_invoice_url, pdfUrl: theirs?.invoice_pdf },
  });
  for (const ref of [theirs?.id ?? "", theirs?.number ?? ""]) {
    expect(await invoice(who, ref)).toMatchObject({
      ...{ issuer: "stripe", paidAmount: "9.99", dueAmount: "0.00", hash: "", fapiao: null },
      items: [{ quantity: 1, amount: "9.99", reference: `stripe:${theirs?.id}` }],
      ...{ buyer: { id: who.id }, seller: { name: "Entitlement Center (sandbox)" } },
    });
    expect(await pdf(who, ref)).toEqual({ status: 303, location: theirs?.invoice_pdf });
    expect(await pdf(who, ref, "print")).toEqual({
      ...{ status: 303, location: theirs?.hosted_invoice_url },
    });
    // A frame cannot follow to another site, and is told the address.
    const token = await portalToken({ sub: who.id, scopes: ["read"] });
    for (const [part, url] of [
      ["pdf", theirs?.invoice_pdf],
      ["print", theirs?.hosted_invoice_url],
    ]) {
      const framed = await fromFrame(token, `/api/portal/invoices/${ref}/${part}`);
      expect([framed.status, await framed.json()]).toEqual([200, { url }]);
    }
    // Nobody else's.
    const other = await lastingCustomer();
    expect((await pdf(other, ref)).status).toBe(404);
    expect((await other.call(`/api/portal/invoices/${ref}`)).status).toBe(404);
    // What is frozen at Stripe is revised by nobody here.
    const post = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    expect((await who.call(`/api/portal/invoices/${ref}/revision`, post)).status).toBe(404);
  }
  expect((await fetch(theirs?.invoice_pdf ?? "")).status).toBe(200);
});

test("each renewal is one more, among ours by month, whatever the page", async () => {
  await setClocks(START);
  const by = await seller();
  const who = await lastingCustomer();
  const march = periodNow();
  await subscribeByCard(who);
  await soldTo(who.id, { paidAtMs: Date.now() });
  const [ours] = (await issue(by, who.id, march)).body.items;
  await liveOn(who, 33 * DAY);
  const april = periodNow();
  const numbers = (await bill(who)).map(({ number }) => number);
  expect(numbers).toHaveLength(2);
  const all = await listed(who);
  expect(all.items.map(({ period, issuer }) => [period, issuer])).toEqual([
    [april, "stripe"],
    ...all.items.slice(1).map(({ issuer }) => [march, issuer]),
  ]);
  expect(new Set(all.items.map(({ number }) => number))).toEqual(
    new Set([...numbers, ours?.number]),
  );
  const paged: string[] = [];
  for (const page of [1, 2, 3, 4]) {
    const { items, total } = await listed(who, `?page=${page}&pageSize=1`);
    expect(total).toBe(3);
    paged.push(...items.map(({ number }) => number));
  }
  expect(paged).toEqual(all.items.map(({ number }) => number));
  expect((await listed(who, `?period=${march}`)).total).toBe(2);
  const { token } = await hostWithCustomer();
  const asHost = await request(`/api/customers/${who.id}/invoices`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(((await asHost.json()) as InvoicePage).items).toEqual(all.items);
});
