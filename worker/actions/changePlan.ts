import {
  type Billing,
  type BillingFault,
  CARD_CURRENCY,
  type Changed,
  type StripeDecision,
  type StripeQuote,
} from "../billing/port.ts";
import type { Language } from "../domain/language.ts";
import type { Currency } from "../domain/money.ts";
import { err, ok, type Result } from "../domain/result.ts";
import {
  BY_CUSTOMER,
  type CancelWish,
  type ChangeRefusal,
  cancelSubscription,
  type Decision,
  type ResumeRefusal,
  resumeSubscription,
  upgradeSubscription,
} from "../domain/subscription/changes.ts";
import { type Preview, previewOf } from "../domain/subscription/preview.ts";
import type { SubscriptionRecord } from "../domain/subscription/state.ts";
import type { Env } from "../env.ts";
import type { Offer } from "../store/claim.ts";
import { type CreditSystem, catalogOf, type PlanRow } from "../store/plans.ts";
import { accountObject } from "./objects.ts";
import { type Shown, stripeBilling } from "./stripeBilling.ts";

/** Changes of a plan: gathered from the account, decided by the pure rules, carried out by an order or at Stripe. */

/** WeChat Pay and Alipay charge in yuan. */
const CODE_CURRENCY: Currency = "CNY";

/** The seeds' number of payment by card. */
export const CARD_PAY_TYPE = 3;

export interface PlanWish {
  planId: string;
  /** By card, which renews, or by an order that is paid once. */
  by: "card" | "order";
}

export const wishOf = (planId: string, payType: number): PlanWish => ({
  planId,
  by: payType === CARD_PAY_TYPE ? "card" : "order",
});

const currencyOf = ({ by }: PlanWish): Currency => (by === "card" ? CARD_CURRENCY : CODE_CURRENCY);

/** `not-connected`: it is to be done at Stripe, which is not set up. */
export type StripeRefusal = BillingFault | { reason: "not-connected" };

/** What the wish means for this customer now. */
export function decide(
  record: SubscriptionRecord,
  wish: PlanWish,
  { snapshot }: Pick<CreditSystem, "snapshot">,
  nowMs: number,
): Result<Decision, ChangeRefusal> {
  const currency = currencyOf(wish);
  return upgradeSubscription(
    record,
    { ...wish, currency },
    { catalog: catalogOf(snapshot), nowMs },
  );
}

/**
 * Of the ways that are offered, those by which this customer can have the plan now. What is changed at Stripe is charged
 * there, so nothing is to be chosen: one way stands for it, the card where it is offered.
 */
export function waysTo(
  planId: string,
  record: SubscriptionRecord,
  offered: readonly number[],
  system: Pick<CreditSystem, "snapshot">,
  nowMs: number,
): number[] {
  const possible = offered.flatMap((payType) => {
    const decided = decide(record, wishOf(planId, payType), system, nowMs);
    return decided.ok ? [{ payType, kind: decided.value.kind }] : [];
  });
  const isChosen = possible.every(({ kind }) => kind === "order" || kind === "checkout");
  const ways = possible.map(({ payType }) => payType);
  if (isChosen) return ways;
  return ways.includes(CARD_PAY_TYPE) ? [CARD_PAY_TYPE] : ways.slice(0, 1);
}

export interface PlanPreview extends Preview {
  currency: Currency;
  /** In Stripe's words, where it worked the amounts out. */
  stripeLines: StripeQuote["lines"];
}

/** What the decision would do, with Stripe's own amounts where only it can say. */
export async function previewChange(
  env: Env,
  customerId: string,
  { record, decision, wish }: { record: SubscriptionRecord; decision: Decision; wish: PlanWish },
  system: CreditSystem,
  { nowMs, language }: { nowMs: number; language: Language },
): Promise<Result<PlanPreview, StripeRefusal>> {
  const { rules, snapshot } = system;
  const currency = currencyOf(wish);
  const { pastDueGraceDays, timeZone, versions } = rules;
  const setting = { catalog: catalogOf(snapshot), pastDueGraceDays, timeZone, nowMs };
  const creditSystem = versions.current;
  const preview = previewOf(record, decision, currency, { ...setting, creditSystem });
  if (decision.kind === "order" || preview.dueNow !== null)
    return ok({ ...preview, currency, stripeLines: [] });
  const billing = stripeBilling(env, system, { language, inFrame: false });
  if (!billing) return err({ reason: "not-connected" });
  const quoted = await billing.quote(customerId, decision);
  if (!quoted.ok) return quoted;
  const { dueNow, lines, nextCharge } = quoted.value;
  return ok({ ...preview, dueNow, nextCharge, currency: dueNow.currency, stripeLines: lines });
}

/** What an order for the decision sells, frozen. */
export function offerOf(decision: Extract<Decision, { kind: "order" }>, plan: PlanRow): Offer {
  const { terms, buys, due } = decision;
  const names = { en: plan.translations.en?.name ?? null, jp: plan.translations.jp?.name ?? null };
  return { price: due, grant: { kind: "subscription", name: plan.name, names, terms, buys } };
}

export interface AtStripe extends Shown {
  customerId: string;
  decision: StripeDecision;
  /** What the customer was shown as due now; null takes whatever it is. */
  expected: Partial<Record<Currency, number>> | null;
  /** By whom an end at once is wished; the customer's is of what nobody paid. */
  wish?: CancelWish;
}

/** Carries out at Stripe what was decided, and takes what Stripe says afterwards. */
export async function changeAtStripe(
  env: Env,
  { customerId, decision, expected, wish = BY_CUSTOMER, ...shown }: AtStripe,
  system: CreditSystem,
): Promise<Result<ChangedHere, StripeRefusal | { reason: "price-changed" }>> {
  const billing = stripeBilling(env, system, shown);
  if (!billing) return err({ reason: "not-connected" });
  let prorationSeconds: number | undefined;
  if (expected && decision.kind === "upgrade-at-stripe") {
    const quoted = await billing.quote(customerId, decision);
    if (!quoted.ok) return quoted;
    const { currency, amountMinor } = quoted.value.dueNow;
    if (expected[currency] !== amountMinor) return err({ reason: "price-changed" });
    prorationSeconds = quoted.value.prorationSeconds;
  }
  const account = accountObject(env, customerId);
  // Before Stripe is told: whoever dies from here on leaves an account that asks what became of it.
  await account.watchStripe();
  if (decision.kind === "cancel-now")
    return endAtOnce(env, { customerId, decision, wish }, billing, system);
  return taken(await billing.change(customerId, decision, prorationSeconds), account, system);
}

type EndNow = Extract<StripeDecision, { kind: "cancel-now" }>;

async function taken(
  changed: Result<Changed, BillingFault>,
  account: ReturnType<typeof accountObject>,
  { rules }: CreditSystem,
): Promise<Result<ChangedHere, BillingFault>> {
  if (!changed.ok) return changed;
  if (changed.value.kind === "redirect") return ok({ kind: "redirect", url: changed.value.url });
  return ok({ kind: "done", record: await account.seeStripe(changed.value.sight, rules) });
}

/**
 * Ends at once. That takes paid time along, so it is decided again on what Stripe says now: the news of a payment may be on its
 * way, or lost, and another subscription may have begun.
 */
async function endAtOnce(
  env: Env,
  { customerId, decision, wish }: { customerId: string; decision: EndNow; wish: CancelWish },
  billing: Billing,
  system: CreditSystem,
): Promise<Result<ChangedHere, StripeRefusal>> {
  const account = accountObject(env, customerId);
  const seen = await billing.picture(customerId);
  if (!seen.ok) return seen;
  if (seen.value === null) return err({ reason: "refused", detail: "no customer at Stripe" });
  const record = await account.seeStripe(seen.value, system.rules);
  const decided = cancelSubscription(record, wish, Date.now());
  const isSame = decided.ok && decided.value.subscriptionId === decision.subscriptionId;
  if (!isSame) return ok({ kind: "done", record });
  return taken(await billing.change(customerId, decided.value), account, system);
}

/** The page where the customer gives Stripe another card. */
export async function cardPage(
  env: Env,
  customerId: string,
  system: CreditSystem,
  shown: Shown,
): Promise<Result<string, StripeRefusal>> {
  const billing = stripeBilling(env, system, shown);
  if (!billing) return err({ reason: "not-connected" });
  const page = await billing.cardPage(customerId);
  if (page.ok) await accountObject(env, customerId).watchStripe();
  return page;
}

export type ChangedHere =
  | { kind: "done"; record: SubscriptionRecord }
  | { kind: "redirect"; url: string };

/** The end of a subscription at the end of what is paid. */
export const decideCancel = (
  record: SubscriptionRecord,
  nowMs: number,
): Result<StripeDecision, ChangeRefusal> => cancelSubscription(record, BY_CUSTOMER, nowMs);

/** Undoing a cancellation or a planned downgrade. */
export const decideResume = (
  record: SubscriptionRecord,
  nowMs: number,
): Result<StripeDecision, ResumeRefusal> => resumeSubscription(record, nowMs);
