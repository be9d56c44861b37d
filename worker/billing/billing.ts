import type { Language } from "../domain/language.ts";
import type { Currency } from "../domain/money.ts";
import { getPlan, type PlanCatalog, priceIn } from "../domain/plan/catalog.ts";
import { err, ok, type Result } from "../domain/result.ts";
import {
  type BillingFailure,
  type CheckoutWish,
  OWN_CODES,
  type PlanPrice,
  type StripeCalls,
} from "./calls.ts";
import type { Billing, BillingFault, Changed, Sight, StripeAct, StripeDecision } from "./port.ts";

/** What billing needs of the product around it. */
export interface Surroundings {
  /** Which customer at Stripe stands for ours: the only way from one to the other. */
  customers: {
    find(customerId: string): Promise<string | null>;
    keep(customerId: string, stripeId: string): Promise<void>;
  };
  /** Null while it cannot be read: what Stripe sells is then not to be told apart. */
  catalog(): Promise<PlanCatalog | null>;
  /** What cards are charged in. */
  currency: Currency;
  language: Language;
  anchor: CheckoutWish["anchor"];
  /** Addresses: after a payment, without one, and after the card was changed. */
  returnTo: CheckoutWish["returnTo"] & { card: string };
  /** Epoch ms. */
  now(): number;
}

/**
 * Without a moment that was quoted, prorations are worked out for the beginning of the running quarter of an hour: what was
 * shown a moment ago and what is charged now are the same, and a second click is the same change.
 */
const PRORATION_STEP_SECONDS = 900;

export function createBilling(calls: StripeCalls, around: Surroundings): Billing {
  const { customers } = around;

  async function sightOf(stripeId: string): Promise<Result<Sight, BillingFault>> {
    const askedAtMs = around.now();
    const picture = await calls.picture(stripeId);
    if (!picture.ok) return fault(picture.error);
    const catalog = await around.catalog();
    return catalog ? ok({ picture: picture.value, catalog, askedAtMs }) : UNREADABLE;
  }

  return {
    async picture(customerId) {
      const stripeId = await customers.find(customerId);
      return stripeId === null ? ok(null) : sightOf(stripeId);
    },
    async carryOut(act: StripeAct) {
      const done = await calls.perform(act);
      return done.ok ? done : fault(done.error);
    },
    async quote(customerId, decision) {
      const upgrade = await upgradeOf(customerId, decision, around);
      if (!upgrade.ok) return upgrade;
      const preview = await calls.preview({ ...upgrade.value, nowMs: stepOf(around.now()) });
      return preview.ok ? preview : fault(preview.error);
    },
    async change(customerId, decision, prorationSeconds = stepOf(around.now()) / 1000) {
      if (decision.kind === "checkout") return checkout(customerId, decision, calls, around);
      const stripeId = await customers.find(customerId);
      if (stripeId === null) return err({ reason: "refused", detail: "no customer at Stripe" });
      const url = await carryOut(customerId, decision, { calls, around, prorationSeconds });
      if (!url.ok) return url;
      if (url.value !== null) return ok({ kind: "redirect", url: url.value });
      const sight = await sightOf(stripeId);
      return sight.ok ? ok({ kind: "done", sight: sight.value }) : sight;
    },
    async cardPage(customerId) {
      const stripeId = await customers.find(customerId);
      if (stripeId === null) return err({ reason: "refused", detail: "no customer at Stripe" });
      const { language, returnTo } = around;
      const page = await calls.cardPage({ stripeId, returnUrl: returnTo.card, language });
      return page.ok ? page : fault(page.error);
    },
  };
}

/** Without plans every subscription would look like somebody else's. */
const UNREADABLE = err<BillingFault>({ reason: "silent", detail: "the catalog cannot be read" });

const stepOf = (nowMs: number): number =>
  Math.floor(nowMs / 1000 / PRORATION_STEP_SECONDS) * PRORATION_STEP_SECONDS * 1000;

/** Gone is a no as well: what was decided is about something that is not there. */
const fault = (failure: BillingFailure): { ok: false; error: BillingFault } =>
  err({ reason: reasonOf(failure), detail: detailOf(failure) });

function reasonOf(failure: BillingFailure): BillingFault["reason"] {
  if (failure.reason === "unavailable") return "silent";
  return failure.reason === "refused" && failure.code === OWN_CODES.changed ? "changed" : "refused";
}

const detailOf = (failure: BillingFailure): string =>
  failure.reason === "refused" ? `${failure.code}: ${failure.detail}` : failure.detail;

async function checkout(
  customerId: string,
  { planId, trialDays }: Extract<StripeDecision, { kind: "checkout" }>,
  calls: StripeCalls,
  around: Surroundings,
): Promise<Result<Changed, BillingFault>> {
  const plan = await planOf(planId, around);
  if (!plan.ok) return plan;
  const { customers, anchor, language, returnTo } = around;
  const knownStripeId = await customers.find(customerId);
  const stripeId = await calls.customer({ customerId, knownStripeId });
  if (!stripeId.ok) return fault(stripeId.error);
  // Before anybody can pay: an event about the customer must find its account.
  if (stripeId.value !== knownStripeId) await customers.keep(customerId, stripeId.value);
  const wish = { customerId, stripeId: stripeId.value, plan: plan.value, trialDays };
  const page = await calls.openCheckout({ ...wish, anchor, language, returnTo });
  return page.ok ? ok({ kind: "redirect", url: page.value.url }) : fault(page.error);
}

interface Carrying {
  calls: StripeCalls;
  around: Surroundings;
  prorationSeconds: number;
}

/** Where the customer has to go for it to take effect; null when it is done. */
async function carryOut(
  customerId: string,
  decision: Exclude<StripeDecision, { kind: "checkout" }>,
  { calls, around, prorationSeconds }: Carrying,
): Promise<Result<string | null, BillingFault>> {
  switch (decision.kind) {
    case "upgrade-at-stripe": {
      const upgrade = await upgradeOf(customerId, decision, around);
      if (!upgrade.ok) return upgrade;
      const outcome = await calls.upgrade({ ...upgrade.value, prorationSeconds });
      if (!outcome.ok) return fault(outcome.error);
      return ok(outcome.value.outcome === "done" ? null : outcome.value.url);
    }
    case "downgrade-at-stripe": {
      const plan = await planOf(decision.planId, around);
      if (!plan.ok) return plan;
      const { subscriptionId } = decision;
      return finished(await calls.scheduleDowngrade({ subscriptionId, plan: plan.value }));
    }
    case "cancel-at-period-end":
      return finished(await calls.cancelAtEnd(decision));
    case "cancel-now":
      return cancelNow(decision, calls);
    case "resume":
      return finished(await calls.resume(decision.subscriptionId));
    case "release-schedule":
      return finished(await calls.undo(decision.scheduleId));
  }
}

const finished = (done: Result<null, BillingFailure>): Result<null, BillingFault> =>
  done.ok ? done : fault(done.error);

/** No charge may follow a refund, so it ends first. */
async function cancelNow(
  { subscriptionId, refundInvoiceIds }: Extract<StripeDecision, { kind: "cancel-now" }>,
  calls: StripeCalls,
): Promise<Result<null, BillingFault>> {
  const cancelled = await calls.cancelNow(subscriptionId);
  if (!cancelled.ok) return fault(cancelled.error);
  for (const invoiceId of refundInvoiceIds) {
    const refunded = await calls.refundInvoice(invoiceId, `cancel:${subscriptionId}:${invoiceId}`);
    if (!refunded.ok) return fault(refunded.error);
  }
  return ok(null);
}

async function upgradeOf(customerId: string, decision: StripeDecision, around: Surroundings) {
  if (decision.kind !== "upgrade-at-stripe")
    return err<BillingFault>({ reason: "refused", detail: `${decision.kind} charges nothing now` });
  const plan = await planOf(decision.planId, around);
  if (!plan.ok) return plan;
  const stripeId = await around.customers.find(customerId);
  if (stripeId === null)
    return err<BillingFault>({ reason: "refused", detail: "no customer at Stripe" });
  const { subscriptionId, itemId, releaseScheduleId, resetsAnchor, endsTrial } = decision;
  return ok({
    ...{ stripeId, subscriptionId, itemId, plan: plan.value },
    ...{ releaseScheduleId, resetsAnchor, endsTrial },
  });
}

async function planOf(
  planId: string,
  { catalog, currency }: Surroundings,
): Promise<Result<PlanPrice, BillingFault>> {
  const plans = await catalog();
  if (!plans) return UNREADABLE;
  const plan = getPlan(plans, planId);
  const price = plan && priceIn(plan, currency);
  if (!plan || !price)
    return err({ reason: "refused", detail: `${planId} is not sold in ${currency}` });
  return ok({ planId, price, interval: plan.interval });
}
