import type { Language } from "../domain/language.ts";
import { ok } from "../domain/result.ts";
import type { StripeAccess } from "../payments/stripe/package.ts";
import type { ActAtStripe, Answer, StripeCalls } from "./calls.ts";
import { LOCALES, openCheckout } from "./checkout.ts";
import { type ClientTools, createClient, type StripeClient } from "./client.ts";
import { ensureCustomer, ownerOf } from "./customer.ts";
import { cancelAtEnd, cancelNow, resume } from "./ending.ts";
import { customerOf } from "./locate.ts";
import { readPicture } from "./picture.ts";
import { createPrices } from "./prices.ts";
import { refundInvoice } from "./refund.ts";
import { scheduleDowngrade } from "./schedule.ts";
import { releaseSchedule } from "./subscription.ts";
import { previewUpgrade, upgrade } from "./upgrade.ts";

export interface CallTools extends ClientTools {
  /** Epoch ms. */
  now(): number;
}

/** The calls behind their port. One for each isolate and access: it remembers the package and prices. */
export function createStripeCalls(access: StripeAccess, tools: CallTools): StripeCalls {
  const client = createClient(access, tools);
  const prices = createPrices(client, tools.now);
  return {
    customer: (of) => ensureCustomer(client, of),
    ownerOf: (stripeId) => ownerOf(client, stripeId),
    customerOf: (objectIds) => customerOf(client, objectIds),
    picture: (stripeId) => readPicture(client, prices, stripeId),
    openCheckout: (wish) => openCheckout(client, prices, wish, tools.now()),
    preview: (change) => previewUpgrade(client, prices, change),
    upgrade: (change) => upgrade(client, prices, change),
    scheduleDowngrade: (change) => scheduleDowngrade(client, prices, change),
    undo: (scheduleId) => releaseSchedule(client, scheduleId),
    cancelAtEnd: (of) => cancelAtEnd(client, of),
    resume: (subscriptionId) => resume(client, subscriptionId),
    cancelNow: (subscriptionId) => cancelNow(client, subscriptionId),
    refundInvoice: (invoiceId, key) => refundInvoice(client, invoiceId, key, null),
    cardPage: (of) => cardPage(client, of),
    perform: (act) => perform(client, act),
  };
}

function perform(client: StripeClient, act: ActAtStripe): Answer<null> {
  switch (act.kind) {
    case "cancel-now":
      return cancelNow(client, act.subscriptionId, act.why);
    case "cancel-at-period-end":
      return cancelAtEnd(client, { subscriptionId: act.subscriptionId, releaseScheduleId: null });
    case "release-schedule":
      return releaseSchedule(client, act.scheduleId);
    case "refund-invoice":
      return refundInvoice(client, act.invoiceId, act.key, act.amountMinor);
  }
}

async function cardPage(
  client: StripeClient,
  { stripeId, returnUrl, language }: { stripeId: string; returnUrl: string; language: Language },
): Answer<string> {
  const session = await client.ask((stripe) =>
    stripe.billingPortal.sessions.create({
      customer: stripeId,
      return_url: returnUrl,
      locale: LOCALES[language],
      flow_data: {
        type: "payment_method_update",
        after_completion: { type: "redirect", redirect: { return_url: returnUrl } },
      },
    }),
  );
  return session.ok ? ok(session.value.url) : session;
}
