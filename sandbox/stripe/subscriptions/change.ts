import type {
  Debit,
  PlannedChange,
  Price,
  Subscription,
  SubscriptionItem,
} from "../core/records.ts";
import type { LineDraft } from "../invoices/lines.ts";
import { planOf } from "../prices.ts";
import { buildItem } from "./build.ts";
import { type Period, periodAt } from "./periods.ts";

/** What an update asks of the items, prices already found. */
export interface ItemChange {
  id?: string | undefined;
  price?: Price | undefined;
  quantity?: number | undefined;
  deleted?: boolean | undefined;
  metadata?: Record<string, string> | undefined;
}

export interface ChangeRequest {
  items: ItemChange[];
  /** The moment up to which the old is counted and from which the new is. */
  at: number;
  anchorNow: boolean;
  /** A new end, `now`, or undefined for no change. */
  trialEnd: number | "now" | undefined;
  /** How prices are called on lines. */
  nameOf(price: Price): string;
}

export interface Plan extends PlannedChange {
  lines: LineDraft[];
  /** Whether a new period begins with it. */
  anchorMoved: boolean;
}

/** Pure: what an update would do to items, period and money. Prorations count by the second. */
export function planChange(
  subscription: Subscription,
  debits: readonly Debit[],
  request: ChangeRequest,
): Plan {
  const { at } = request;
  const onTrial = subscription.status === "trialing" && (subscription.trial_end ?? 0) > at;
  const newTrialEnd = typeof request.trialEnd === "number" ? request.trialEnd : null;
  const trialEnds = onTrial && request.trialEnd === "now";
  const anchorMoved = (request.anchorNow && !onTrial) || trialEnds || newTrialEnd !== null;
  const anchor = newTrialEnd ?? (anchorMoved ? at : subscription.billing_cycle_anchor);
  const trialEnd = newTrialEnd ?? (trialEnds ? at : subscription.trial_end);

  const free = newTrialEnd !== null || (onTrial && !trialEnds);
  const lines: LineDraft[] = [];
  const kept: Debit[] = [];
  const items: SubscriptionItem[] = [];
  for (const step of stepsOf(subscription, request.items)) {
    const touched = step.changed || anchorMoved;
    const own = debits.filter(({ item }) => item === step.before?.id);
    if (!touched) kept.push(...own);
    else lines.push(...own.flatMap((debit) => creditOf(debit, step.before, request)));
    if (!step.after) continue;

    const price = step.after.price;
    const full = periodAt(anchor, rhythmOf(price), at);
    const period = free
      ? { start: (onTrial && step.before?.current_period_start) || at, end: trialEnd ?? at }
      : periodOf(step.before, step.after, full, at, anchorMoved);
    items.push(itemOf(subscription, step, period, at));
    if (free || !touched) continue;
    const line = debitLine(step.after, full, { at, anchorMoved, nameOf: request.nameOf });
    lines.push({ ...line, item: items.at(-1)?.id ?? null });
  }
  return { items, anchor, debits: kept, trialEnd, lines, anchorMoved };
}

interface Step {
  before: SubscriptionItem | undefined;
  after: { price: Price; quantity: number; metadata: Record<string, string> } | undefined;
  changed: boolean;
}

/** Items that are not named stay as they are; without an id a price is added. */
function stepsOf({ items }: Subscription, changes: ItemChange[]): Step[] {
  const existing = items.data.map((before): Step => {
    const asked = changes.find(({ id }) => id === before.id);
    const price = asked?.price ?? before.price;
    // The quantity falls back to one when a new price is named without it.
    const quantity = asked?.quantity ?? (asked?.price ? 1 : (before.quantity ?? 1));
    const changed =
      asked?.deleted === true || price.id !== before.price.id || quantity !== before.quantity;
    const metadata = asked?.metadata ?? before.metadata;
    return { before, after: asked?.deleted ? undefined : { price, quantity, metadata }, changed };
  });
  const added = changes
    .filter(({ id, price }) => id === undefined && price !== undefined)
    .map(({ price, quantity, metadata }): Step => {
      const after = { price: price as Price, quantity: quantity ?? 1, metadata: metadata ?? {} };
      return { before: undefined, after, changed: true };
    });
  return [...existing, ...added];
}

/** Gives back the rest of what was really debited, not of the current price. */
function creditOf(
  debit: Debit,
  item: SubscriptionItem | undefined,
  { at, nameOf }: ChangeRequest,
): LineDraft[] {
  const from = Math.max(at, debit.start);
  if (from >= debit.end || !item) return [];
  const amount = -Math.round((debit.amount * (debit.end - from)) / (debit.end - debit.start));
  return [
    {
      amount,
      description: `Unused time on ${nameOf(item.price)} after ${dayOf(at)}`,
      start: from,
      end: debit.end,
      quantity: debit.quantity,
      price: item.price,
      item: item.id,
      proration: true,
      credits: { invoice: debit.invoice, line: debit.line },
      invoiceItem: null,
    },
  ];
}

function debitLine(
  { price, quantity }: { price: Price; quantity: number },
  full: Period,
  { at, anchorMoved, nameOf }: { at: number; anchorMoved: boolean; nameOf(price: Price): string },
): LineDraft {
  const whole = (price.unit_amount ?? 0) * quantity;
  const partial = Math.round((whole * (full.end - at)) / (full.end - full.start));
  return {
    amount: anchorMoved ? whole : partial,
    description: anchorMoved
      ? `${quantity} × ${nameOf(price)}`
      : `Remaining time on ${nameOf(price)} after ${dayOf(at)}`,
    start: at,
    end: full.end,
    quantity,
    price,
    item: null,
    proration: !anchorMoved,
    credits: null,
    invoiceItem: null,
  };
}

/** The anchor stays where it is even when the interval changes; the period then runs to the next boundary from it. */
function periodOf(
  before: SubscriptionItem | undefined,
  after: { price: Price },
  full: Period,
  at: number,
  anchorMoved: boolean,
): Period {
  if (anchorMoved || !before) return { start: at, end: full.end };
  const sameRhythm =
    before.plan.interval === after.price.recurring?.interval &&
    before.plan.interval_count === after.price.recurring.interval_count;
  return sameRhythm
    ? { start: before.current_period_start, end: before.current_period_end }
    : { start: at, end: full.end };
}

function itemOf(
  subscription: Subscription,
  { before, after }: Step,
  period: Period,
  at: number,
): SubscriptionItem {
  if (!after) throw new Error("an item that is deleted has no successor");
  if (!before) {
    return buildItem({ subscription: subscription.id, ...after, period, created: at });
  }
  return {
    ...before,
    price: after.price,
    plan: planOf(after.price),
    quantity: after.quantity,
    metadata: after.metadata,
    billed_until: period.end,
    current_period_start: period.start,
    current_period_end: period.end,
  };
}

const rhythmOf = ({ recurring }: Price) => recurring ?? { interval: "month", interval_count: 1 };

/** `20 Jan 2027`, as Stripe's lines say it. */
export const dayOf = (seconds: number): string =>
  new Date(seconds * 1000).toUTCString().slice(5, 16);
