import { ok } from "../domain/result.ts";
import type { Answer } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { idOf } from "./picture-parts.ts";

type Customer = string | { id: string } | null | undefined;

/** How an object leads to its customer, by the beginning of its id. */
const ROADS: Record<string, (client: StripeClient, id: string) => Answer<Customer>> = {
  cus: async (_client, id) => ok(id),
  sub: (client, id) =>
    client.ask(async (stripe) => (await stripe.subscriptions.retrieve(id)).customer),
  sub_sched: (client, id) =>
    client.ask(async (stripe) => (await stripe.subscriptionSchedules.retrieve(id)).customer),
  in: (client, id) => client.ask(async (stripe) => (await stripe.invoices.retrieve(id)).customer),
  ch: (client, id) => client.ask(async (stripe) => (await stripe.charges.retrieve(id)).customer),
  py: (client, id) => client.ask(async (stripe) => (await stripe.charges.retrieve(id)).customer),
  pi: (client, id) =>
    client.ask(async (stripe) => (await stripe.paymentIntents.retrieve(id)).customer),
  seti: (client, id) =>
    client.ask(async (stripe) => (await stripe.setupIntents.retrieve(id)).customer),
  cs_test: (client, id) => sessionCustomer(client, id),
  cs_live: (client, id) => sessionCustomer(client, id),
  inpay: async (client, id) => {
    const payment = await client.ask((stripe) => stripe.invoicePayments.retrieve(id));
    return payment.ok ? customerOf(client, [idOf(payment.value.invoice)]) : payment;
  },
  re: async (client, id) => {
    const refund = await client.ask((stripe) => stripe.refunds.retrieve(id));
    return refund.ok ? ofCharge(client, refund.value.charge) : refund;
  },
  dp: (client, id) => ofDispute(client, id),
  du: (client, id) => ofDispute(client, id),
};

/** The customer of the first of these objects that has one. What Stripe does not know has none. */
export async function customerOf(
  client: StripeClient,
  objectIds: readonly string[],
): Answer<string | null> {
  for (const id of objectIds) {
    const road = ROADS[id.slice(0, id.lastIndexOf("_"))];
    const found = await road?.(client, id);
    if (found && !found.ok && found.error.reason !== "gone") return found;
    if (found?.ok && found.value) return ok(idOf(found.value));
  }
  return ok(null);
}

const sessionCustomer = (client: StripeClient, id: string): Answer<Customer> =>
  client.ask(async (stripe) => (await stripe.checkout.sessions.retrieve(id)).customer);

async function ofDispute(client: StripeClient, id: string): Answer<Customer> {
  const dispute = await client.ask((stripe) => stripe.disputes.retrieve(id));
  return dispute.ok ? ofCharge(client, dispute.value.charge) : dispute;
}

const ofCharge = async (client: StripeClient, charge: Customer): Answer<Customer> =>
  charge ? customerOf(client, [idOf(charge)]) : ok(null);
