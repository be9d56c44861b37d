import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import { type Answer, OWN_CODES } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { refused } from "./failure.ts";
import { keyOf } from "./keys.ts";
import { readAll } from "./pages.ts";
import { idOf } from "./picture-parts.ts";

/** In a refund's metadata: the act that asked for it. */
const ACT = "act";

/**
 * Gives an invoice's money back, by the payments that it was paid with, at most `amountMinor` in all or everything that is
 * left. A repeat of the same act finds its refunds.
 */
export async function refundInvoice(
  client: StripeClient,
  invoiceId: string,
  act: string,
  amountMinor: number | null,
): Answer<null> {
  const charges = await chargesOf(client, invoiceId);
  if (!charges.ok) return charges;
  if (charges.value.length === 0) return refused(OWN_CODES.noPayment, invoiceId);
  let wantedMinor = amountMinor ?? Number.MAX_SAFE_INTEGER;
  for (const charge of charges.value) {
    const done = await refundsOf(client, charge.id, act);
    if (!done.ok) return done;
    wantedMinor -= done.value.reduce((sum, { amount }) => sum + amount, 0);
    const leftMinor = charge.amount - charge.amount_refunded;
    const amount = Math.min(wantedMinor, leftMinor);
    if (done.value.length > 0 || amount <= 0) continue;
    const refunded = await refundCharge(client, charge.id, act, amount);
    if (!refunded.ok) return refunded;
    wantedMinor -= amount;
  }
  return ok(null);
}

async function refundCharge(
  client: StripeClient,
  charge: string,
  act: string,
  amount: number,
): Answer<Stripe.Refund> {
  const reason = "requested_by_customer";
  return client.write(
    await keyOf("refund", act, charge, amount),
    (stripe, keyed) =>
      stripe.refunds.create({ charge, amount, reason, metadata: { [ACT]: act } }, keyed),
    async () => {
      const done = await refundsOf(client, charge, act);
      return done.ok ? ok(done.value[0] ?? null) : done;
    },
  );
}

/** Those of this act that move money, or have. One that failed is asked for under another act. */
async function refundsOf(
  client: StripeClient,
  charge: string,
  act: string,
): Answer<Stripe.Refund[]> {
  const all = await readAll(client, (stripe, page) => stripe.refunds.list({ charge, ...page }));
  if (!all.ok) return all;
  return ok(all.value.filter(({ metadata }) => metadata?.[ACT] === act));
}

async function chargesOf(client: StripeClient, invoice: string): Answer<Stripe.Charge[]> {
  const payments = await readAll(client, (stripe, page) =>
    stripe.invoicePayments.list({ invoice, status: "paid", ...page }),
  );
  if (!payments.ok) return payments;
  const charges: Stripe.Charge[] = [];
  for (const { payment } of payments.value) {
    const charge = await chargeOf(client, payment);
    if (!charge.ok) return charge;
    if (charge.value) charges.push(charge.value);
  }
  return ok(charges);
}

async function chargeOf(
  client: StripeClient,
  { charge, payment_intent }: Stripe.InvoicePayment.Payment,
): Answer<Stripe.Charge | null> {
  if (charge) return client.ask((stripe) => stripe.charges.retrieve(idOf(charge)));
  if (!payment_intent) return ok(null); // Paid outside of Stripe.
  const intent = await client.ask((stripe) =>
    stripe.paymentIntents.retrieve(idOf(payment_intent), { expand: ["latest_charge"] }),
  );
  if (!intent.ok) return intent;
  const { latest_charge: latest } = intent.value;
  return ok(latest && typeof latest !== "string" ? latest : null);
}
