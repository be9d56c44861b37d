import type { StripeAct } from "../../billing/port.ts";
import type { PlanGranted } from "../../domain/catalog/grants.ts";
import type { Mark } from "../../domain/credits/allowance.ts";
import type { PlanCatalog, Terms } from "../../domain/plan/catalog.ts";
import { err, invariant, ok, type Result } from "../../domain/result.ts";
import { mayComeBack } from "../../domain/subscription/came-back.ts";
import { decideEnd, type EndRefusal, runningByHand } from "../../domain/subscription/ending.ts";
import { entitledAgain, entitledTo, heldPlanOf } from "../../domain/subscription/held.ts";
import { type Issue, issuesNow, mayEndAtStripe } from "../../domain/subscription/issues.ts";
import type {
  Act,
  AllowanceChange,
  Reduction,
  Seen,
  Shown,
  SubscriptionChanged,
} from "../../domain/subscription/outcome.ts";
import { handleSubscriptionChange } from "../../domain/subscription/reduce.ts";
import { type AccountRules, NO_CATALOG } from "../../domain/subscription/rules.ts";
import type {
  ManualPlan,
  PaidOrder,
  ProvenPeriod,
  SubscriptionRecord,
} from "../../domain/subscription/state.ts";
import { isLive } from "../../domain/subscription/stripe-picture.ts";
import type { EventData, Outbox } from "../../durable/outbox.ts";
import type { AccountCredits } from "./credits.ts";
import type { NotEnoughLeft, NotHonoured } from "./requests.ts";
import { type Kept, SubscriptionRows } from "./subscription-rows.ts";

/** A plan that a host or an operator gives. */
export interface GivenPlan {
  terms: Terms;
  endsAtMs: number | null;
  /** What it is given for, in the giver's words. */
  reference: string;
}

export type PlanRefusal = { reason: "already-subscribed"; source: SubscriptionRecord["source"] };

/**
 * The customer's subscription in the account's SQLite: whatever was seen is reduced by the rules of domain/subscription, and
 * what follows (the record, credits, events, acts at Stripe) is written in the one storage transaction that the caller brings.
 */
export class AccountSubscription {
  readonly rows: SubscriptionRows;
  readonly #credits: AccountCredits;
  readonly #outbox: Outbox;

  constructor(sql: SqlStorage, credits: AccountCredits, outbox: Outbox) {
    this.rows = new SubscriptionRows(sql);
    this.#credits = credits;
    this.#outbox = outbox;
  }

  isDue(nowMs: number): boolean {
    const lookAtMs = this.rows.lookAtMs();
    return lookAtMs !== null && lookAtMs <= nowMs;
  }

  /** What nothing but time has changed: a period that ended, the next one that began. Needs no settings and nobody's answer. */
  passTime(nowMs: number): void {
    if (!this.isDue(nowMs)) return;
    const kept = this.rows.kept();
    invariant(kept, "what is due was stored");
    this.#reduce({ orders: [], manual: [], stripe: null }, { kept, catalog: NO_CATALOG }, nowMs);
  }

  /** Takes what others say now. Credits that it brings are granted, and what went back is taken, at once. */
  see(
    seen: Partial<Seen>,
    rules: AccountRules,
    nowMs: number,
    { catalog = NO_CATALOG, reference = "" }: { catalog?: PlanCatalog; reference?: string } = {},
  ): Reduction {
    const { pastDueGraceDays, timeZone } = rules;
    const reduction = this.#reduce(
      { stripe: null, orders: [], manual: [], ...seen },
      { kept: { pastDueGraceDays, timeZone }, catalog, reference },
      nowMs,
    );
    for (const change of reduction.allowanceChanges)
      if (change.kind !== "restore") this.#take(change, reduction.record, rules, nowMs);
    // What runs is given first, in the period that runs: another one would end sooner, and leave room for it a second time.
    this.#credits.touch(rules, nowMs);
    for (const change of reduction.allowanceChanges)
      if (change.kind === "restore") this.#giveBack(change, reduction.record, rules, nowMs);
    return reduction;
  }

  #reduce(
    seen: Seen,
    { kept, catalog, reference = "" }: { kept: Kept; catalog: PlanCatalog; reference?: string },
    nowMs: number,
  ): Reduction {
    const reduction = handleSubscriptionChange(this.rows.record(), seen, {
      ...kept,
      catalog,
      nowMs,
    });
    const { record, lookAtMs, events, acts } = reduction;
    const issues = this.#issuesAfter(reduction, seen, nowMs);
    this.rows.save({ ...kept, record, held: heldPlanOf(record), lookAtMs, issues });
    if (seen.stripe) this.rows.expect(acts.filter(isAtStripe), nowMs);
    for (const event of events) this.#outbox.emit(event.type, dataOf(event, reference));
    return reduction;
  }

  /** D1 is told of another set, as it is of an empty one that was not always so. */
  #issuesAfter({ attention }: Reduction, { stripe }: Seen, nowMs: number): Issue[] | null {
    const before = this.rows.issues();
    const seen = { attention, askedStripe: stripe !== null };
    const issues = issuesNow(before ?? [], seen, nowMs);
    if (JSON.stringify(issues) === JSON.stringify(before ?? [])) return before;
    this.#outbox.touched();
    return issues;
  }

  /** What makes another look at Stripe worthwhile. */
  atStripe(record: SubscriptionRecord, nowMs: number): { isLive: boolean; isOpen: boolean } {
    const { link } = record;
    return {
      isLive: link !== null && isLive(link),
      isOpen: mayEndAtStripe(this.rows.issues() ?? []) || mayComeBack(record, nowMs),
    };
  }

  #take(
    { key, periodKey }: AllowanceChange,
    record: SubscriptionRecord,
    { free }: AccountRules,
    nowMs: number,
  ): void {
    this.#credits.takeBack(
      {
        key: `${TAKEN_PREFIX}${key}`,
        reference: periodKey.slice(periodKey.indexOf(":") + 1),
        entitled: (mark) => entitledTo(mark, record, free, nowMs),
      },
      nowMs,
    );
  }

  /** Also of a plan that has ended since: the touch grants by what runs now. */
  #giveBack(
    { periodKey }: AllowanceChange,
    record: SubscriptionRecord,
    rules: AccountRules,
    nowMs: number,
  ): void {
    const period = record.periods.find(({ key }) => key === periodKey);
    invariant(period, "what is given back was proven");
    this.#credits.giveBack(
      {
        takenPrefix: TAKEN_PREFIX,
        entitled: (mark) => entitledAgain(mark, record, rules, nowMs),
        planId: period.terms.planId,
      },
      nowMs,
    );
  }

  /** What an order bought, once, whatever comes again. The order refunds what is refused: nothing else waits for that. */
  buy(order: PaidOrder, name: string, rules: AccountRules, nowMs: number) {
    const { orderNo } = order;
    if (!isKnown(this.rows.record(), orderNo)) {
      const { record } = this.see({ orders: [order] }, rules, nowMs);
      if (record.refusedOrders.some((refused) => refused.orderNo === orderNo))
        this.see({ orders: [returned(order, nowMs)] }, rules, nowMs);
    }
    return boughtBy(this.rows.record(), orderNo, name);
  }

  /** The money of an order goes back: its time ends, and what is left of its credits is taken. */
  giveBack(order: PaidOrder, rules: AccountRules, nowMs: number): void {
    this.see({ orders: [returned(order, nowMs)] }, rules, nowMs);
  }

  /** Whether its own money went back, or is on its way: what was counted against it may have gone back before, and come again. */
  isReturned(orderNo: string): boolean {
    const { purchases } = this.rows.record();
    return purchases.some((each) => each.orderNo === orderNo && each.standing === "taken");
  }

  /** The record as it would be if the order's money went back now. */
  without(order: PaidOrder, kept: Kept, nowMs: number): SubscriptionRecord {
    const seen = { stripe: null, orders: [returned(order, nowMs)], manual: [] };
    return handleSubscriptionChange(this.rows.record(), seen, {
      ...{ pastDueGraceDays: kept.pastDueGraceDays, timeZone: kept.timeZone },
      ...{ catalog: NO_CATALOG, nowMs },
    }).record;
  }

  /** What was spent of a plan's credits beyond what the customer is entitled to; null when nothing was. */
  overspent(entitled: (mark: Mark) => number, nowMs: number): NotEnoughLeft | null {
    return this.#credits.overspent(entitled, nowMs);
  }

  /**
   * Gives a plan by hand, or ends the one that was (null). The same plan again keeps its start, so that giving it twice begins
   * no new months. A plan that somebody pays for is not replaced: it would go on being paid.
   */
  give(given: GivenPlan | null, rules: AccountRules, nowMs: number): Result<null, PlanRefusal> {
    this.passTime(nowMs);
    const { source, periods } = this.rows.record();
    if (source !== "none" && source !== "manual")
      return err({ reason: "already-subscribed", source });
    const byHand = periods.filter((period) => period.source === "manual");
    const running = runningByHand(periods, nowMs);
    const isSame = running !== undefined && running.terms.planId === given?.terms.planId;
    const ended = running && !isSame ? [told(running, nowMs)] : [];
    const began = given && {
      ...{ id: String(byHand.length + 1), terms: given.terms, startMs: nowMs },
      endMs: given.endsAtMs,
    };
    const goesOn = isSame && given ? told(running, given.endsAtMs) : began;
    const manual = [...ended, ...(goesOn ? [goesOn] : [])];
    this.see({ manual }, rules, nowMs, { reference: given?.reference ?? "" });
    return ok(null);
  }

  /**
   * An operator ends what no Stripe has to hear of: all that is paid in advance, and the plan that was given by hand where it is
   * the one that runs. Its money stays where it is. Refused when the plan is another one than was meant; once it is over, a repeat changes nothing.
   */
  end(ref: string, rules: AccountRules, nowMs: number): Result<null, EndRefusal> {
    this.passTime(nowMs);
    const record = this.rows.record();
    const decided = decideEnd(record, { ref, way: "at-once" }, nowMs);
    if (!decided.ok) return decided;
    if (decided.value.kind === "at-stripe") return err({ reason: "plan-changed" });
    if (decided.value.kind === "over") return ok(null);
    const { byHand } = decided.value;
    const manual = byHand ? [{ ...told(byHand, nowMs), cutByOperator: true }] : [];
    this.see({ manual, endsPrepaid: true }, rules, nowMs, { reference: ENDED_BY_SUPPORT });
    return ok(null);
  }

  /** Credits of plans that went back with an order's money. */
  takenFor(orderNo: string): number {
    return this.#credits.takenUnder(`${TAKEN_PREFIX}order:${orderNo}/`);
  }
}

const MANUAL_PREFIX = "manual:";

/** What hosts and the customer's events are told of an end by an operator, whose reason is for the audit. */
const ENDED_BY_SUPPORT = "support";

const told = ({ key, terms, startMs }: ProvenPeriod, endMs: number | null): ManualPlan => ({
  ...{ id: key.slice(MANUAL_PREFIX.length), terms, startMs, endMs },
});

/** Keys of what is taken back of a plan's credits begin so; the rest is the key of the change. */
const TAKEN_PREFIX = "taken:";

const isAtStripe = (act: Act): act is StripeAct => act.kind !== "refund-order";

/** Money that is on its way back counts as gone. */
const returned = (order: PaidOrder, nowMs: number): PaidOrder => ({
  ...order,
  standing: "taken",
  standingSinceMs: nowMs,
});

const isKnown = ({ purchases, refusedOrders }: SubscriptionRecord, orderNo: string): boolean =>
  [...purchases, ...refusedOrders].some((each) => each.orderNo === orderNo);

function boughtBy(
  { periods, refusedOrders }: SubscriptionRecord,
  orderNo: string,
  name: string,
): Result<PlanGranted, NotHonoured> {
  const refused = refusedOrders.find((each) => each.orderNo === orderNo);
  if (refused) return err({ reason: "not-honoured", why: refused.why });
  const period = periods.find(({ key }) => key === `order:${orderNo}`);
  invariant(period, "what was bought is a period");
  if (period.standing === "taken") return err({ reason: "not-honoured", why: "money-returned" });
  const { terms, startMs, endMs } = period;
  return ok({ name, planId: terms.planId, startsAtMs: startMs, endsAtMs: endMs });
}

const dataOf = ({ before, after }: SubscriptionChanged, reference: string): EventData => ({
  ...flat(after),
  beforePlanId: before.planId,
  beforeStatus: before.status,
  reference,
});

const flat = ({ planId, status, source, entitled, ...rest }: Shown): EventData => ({
  planId,
  status,
  source,
  entitled,
  periodEndMs: rest.periodEndMs,
  cancelAtMs: rest.cancelAtMs,
  trialEndMs: rest.trialEndMs,
  pendingPlanId: rest.pendingChange?.planId ?? null,
  pendingAtMs: rest.pendingChange?.atMs ?? null,
});
