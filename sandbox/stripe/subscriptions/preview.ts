import type Stripe from "stripe";
import { type Account, find, liveCustomer, timeOf } from "../core/account.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  flag,
  integer,
  list,
  need,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { Invoice, Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { balanced } from "../invoices/collect.ts";
import { buildInvoice } from "../invoices/draft.ts";
import type { LineDraft } from "../invoices/lines.ts";
import { usablePrice } from "../prices.ts";
import { amountOf, describe, isEnded, withItems } from "./build.ts";
import { creditLines } from "./cancel.ts";
import { CANCEL_AT, ITEM, PRORATION, TRIAL_END } from "./fields.ts";
import { periodAt } from "./periods.ts";
import { upcomingInvoice } from "./renew.ts";
import { invoicesNow, planOfChange } from "./update.ts";

export const PREVIEW = fieldsOf<Stripe.InvoiceCreatePreviewParams>()({
  currency: text(3),
  customer: text(),
  preview_mode: choice("next"),
  subscription: text(),
  subscription_details: shape({
    billing_cycle_anchor: shape({ type: choice("now", "unchanged") }),
    cancel_at: emptyable(CANCEL_AT),
    cancel_at_period_end: flag,
    cancel_now: flag,
    items: list(ITEM, 20),
    proration_behavior: PRORATION,
    proration_date: integer(1),
    trial_end: TRIAL_END,
  }),
});

/** The invoice that a change would bring, or the next one. Nothing changes and nothing is told. */
export function preview(account: Account, params: Read<typeof PREVIEW>): Invoice {
  const { subscription: id, subscription_details: details = {} } = params;
  const invoice =
    id === undefined
      ? previewNew(account, params)
      : previewOf(account, find(account, "subscription", id, "subscription"), details);
  const { balance } = liveCustomer(account, invoice.customer ?? "");
  const { amountDue, endingBalance } = balanced(invoice.total, balance, invoice.currency);
  return {
    ...invoice,
    amount_due: amountDue,
    amount_remaining: amountDue,
    ending_balance: endingBalance,
  };
}

type Details = NonNullable<Read<typeof PREVIEW>["subscription_details"]>;

function previewOf(account: Account, subscription: Subscription, details: Details): Invoice {
  if (isEnded(subscription)) {
    throw invalidRequest("No upcoming invoices for a canceled subscription.", {
      code: "invoice_upcoming_none",
    });
  }
  const at = details.proration_date ?? timeOf(account, subscription.customer);
  if (details.cancel_now) {
    return invoiceNow(account, subscription, creditLines(account, subscription, at), at);
  }
  const ends = details.cancel_at ?? (details.cancel_at_period_end || subscription.cancel_at);
  const changes =
    details.items !== undefined ||
    details.billing_cycle_anchor?.type === "now" ||
    details.trial_end !== undefined;
  if (!changes && ends) {
    throw invalidRequest("No upcoming invoices: the subscription ends with its period.", {
      code: "invoice_upcoming_none",
    });
  }
  if (!changes) return upcomingInvoice(account, subscription);
  const plan = planOfChange(account, subscription, {
    items: details.items,
    anchorNow: details.billing_cycle_anchor?.type === "now",
    trialEnd: details.trial_end,
    prorationBehavior: details.proration_behavior ?? "create_prorations",
    prorationDate: details.proration_date,
  });
  const now = invoicesNow(plan, details.proration_behavior);
  if (now) return invoiceNow(account, subscription, plan.lines, at);
  const changed = { ...subscription, items: withItems(subscription, plan.items) };
  return upcomingInvoice(account, { ...changed, billing_cycle_anchor: plan.anchor }, plan.lines);
}

const invoiceNow = (
  account: Account,
  subscription: Subscription,
  lines: readonly LineDraft[],
  prorationDate: number,
): Invoice =>
  buildInvoice(
    account,
    {
      customer: subscription.customer,
      currency: subscription.currency,
      subscription,
      reason: "upcoming",
      lines,
      prorationDate,
      autoAdvance: false,
    },
    `upcoming_in_${subscription.id.slice(4)}`,
  );

/** What a new subscription would cost first. */
function previewNew(account: Account, params: Read<typeof PREVIEW>): Invoice {
  const customer = liveCustomer(account, need(params.customer, "customer"));
  const now = timeOf(account, customer.id);
  const asked = need(params.subscription_details?.items, "subscription_details[items]");
  const lines = asked.map((item, index): LineDraft => {
    const param = `subscription_details[items][${index}][price]`;
    const price = usablePrice(account, need(item.price, param), param);
    const quantity = item.quantity ?? 1;
    const period = periodAt(now, price.recurring ?? { interval: "month", interval_count: 1 }, now);
    return {
      ...period,
      amount: amountOf(price, quantity),
      description: describe(account, price, quantity),
      quantity,
      price,
      item: null,
      proration: false,
      credits: null,
      invoiceItem: null,
    };
  });
  const currency = lines[0]?.price?.currency ?? params.currency ?? "usd";
  return buildInvoice(
    account,
    {
      customer: customer.id,
      currency,
      subscription: null,
      reason: "upcoming",
      lines,
      autoAdvance: false,
    },
    "upcoming_in_new",
  );
}
