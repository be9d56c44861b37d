import { DurableObject } from "cloudflare:workers";
import type { Billing, Sight } from "../../billing/port.ts";
import type { Granted, Reversed } from "../../domain/catalog/grants.ts";
import type { Room } from "../../domain/catalog/sellable.ts";
import type { CreditRules } from "../../domain/credits/allowance.ts";
import type { Entitlement, EntitlementKind } from "../../domain/entitlement/handlers.ts";
import type { Stretch } from "../../domain/entitlement/stretch.ts";
import type { UsageCharge } from "../../domain/invoice/sale.ts";
import type { Asset, Balance } from "../../domain/ledger/assets.ts";
import { availableOf } from "../../domain/ledger/change.ts";
import type {
  Answers,
  DeductRequest,
  HoldRequest,
  LedgerRefusal,
  GrantRequest as LotRequest,
  ReleaseRequest,
  ReverseRequest,
  SettleRequest,
} from "../../domain/ledger/operations.ts";
import { invariant, ok, type Result } from "../../domain/result.ts";
import type { EndRefusal } from "../../domain/subscription/ending.ts";
import type { AccountRules } from "../../domain/subscription/rules.ts";
import { NEW_RECORD, type SubscriptionRecord } from "../../domain/subscription/state.ts";
import type { Recorded, UsageEvent, UsageRules } from "../../domain/usage/event.ts";
import type { Product } from "../../domain/usage/product.ts";
import { type Audit, audit } from "./audit.ts";
import { type CreditUsageView, creditUsage, NO_USAGE, type UsageQuery } from "./credit-usage.ts";
import { type CreditsView, type LotPage, NO_LOTS, untouched } from "./credits.ts";
import { readEntitlements, readGranted } from "./entitlements.ts";
import type { AccountEnv } from "./env.ts";
import {
  type ExportQuery,
  exportPart,
  type HistoryItem,
  type HistoryPage,
  type HistoryQuery,
  historyPage,
} from "./history.ts";
import { type Comparison, compared, type Manifest, manifestOf } from "./manifest.ts";
import { AccountParts } from "./parts.ts";
import type { Profile, SeenProfile } from "./profile.ts";
import type {
  Awaitable,
  GrantRefusal,
  GrantRequest,
  NotEnoughLeft,
  NotGrantable,
  ReversalInput,
  Standing,
} from "./requests.ts";
import { ORDER_PREFIX } from "./sales.ts";
import { NO_BALANCES } from "./standing.ts";
import type { HeardEvent, StripeDocuments } from "./stripe-rows.ts";
import type { GivenPlan, PlanRefusal } from "./subscription.ts";
import type { WaitingAct } from "./subscription-rows.ts";
import {
  type DetailPage,
  type DetailQuery,
  type QuotaView,
  type UsageSummary,
  unusedQuota,
  unusedSummary,
} from "./usage.ts";

export type * from "./requests.ts";
export type { Granted, Reversed };

/** A list of an account that was never written to. */
const NO_ROWS = { items: [], total: 0, next: null };

/**
 * One customer's account, the only writer of what the customer holds: a double-entry ledger and entitlements, in
 * one history. The rules are in domain/ledger; each method is one storage transaction around one of them, which also sets
 * the alarm to when time next ends a hold or a lot. Refusals are values; what throws is a bug and leaves nothing behind.
 */
export class AccountObject extends DurableObject<AccountEnv> {
  readonly #account: AccountParts;

  constructor(ctx: DurableObjectState, env: AccountEnv) {
    super(ctx, env);
    this.#account = new AccountParts(ctx, env, (sight, rules) => void this.seeStripe(sight, rules));
  }

  /** Who the customer is, as the identity provider says. */
  introduce(profile: Profile): void {
    this.#account.enter();
    this.#account.deadlines.write(() => {
      this.#account.profile.save(profile, Date.now());
      this.#account.outbox.touched();
    });
  }

  /** Gives what an order sold. `rules` come with a plan. */
  grant(request: GrantRequest, rules?: AccountRules): Result<Granted, GrantRefusal> {
    this.#account.enter();
    return this.#account.sales.grant(request, rules);
  }

  /** Gives units as one lot: what is not sold by an order. */
  grantLot(request: LotRequest): Result<Answers["grant"], LedgerRefusal> {
    return this.#account.perform("grant", request);
  }

  /** As `grantLot`, for a host product: what no account could count is refused. */
  give(request: LotRequest): Result<Answers["grant"], LedgerRefusal | NotGrantable> {
    this.#account.enter();
    return this.#account.sales.give(request);
  }

  /**
   * Spends at once. Refused as `insufficient` with what is available; never partly done. Here and below `rules` come with a
   * call that is about credits: what the plan gives and has not given yet is granted first, in the same transaction.
   */
  deduct(request: DeductRequest, rules?: CreditRules): Awaitable<"deduct"> {
    return this.#account.shared.run(() => this.#account.perform("deduct", request, rules));
  }

  /** Sets units aside for a call whose cost is not known yet. It ends by itself after `ttlSeconds`. */
  hold(request: HoldRequest, rules?: CreditRules): Awaitable<"hold"> {
    return this.#account.shared.run(() => this.#account.perform("hold", request, rules));
  }

  /** Spends what the call really took and gives the rest back; more than was held takes it from what is available. */
  settle(request: SettleRequest, rules?: CreditRules): Awaitable<"settle"> {
    return this.#account.shared.run(() => {
      this.#account.enter();
      const isOfCredits = rules && this.#account.ledger.hold(request.hold)?.asset === "credits";
      return this.#account.perform("settle", request, isOfCredits ? rules : undefined);
    });
  }

  /** Gives back all that was set aside. */
  release(request: ReleaseRequest): Awaitable<"release"> {
    return this.#account.shared.run(() => this.#account.perform("release", request));
  }

  /** Takes a grant back, as far as it was not spent, held or expired. */
  reverse(request: ReverseRequest): Result<Answers["reverse"], LedgerRefusal> {
    return this.#account.perform("reverse", request);
  }

  /** Takes back what an order granted. */
  reverseGrant(input: ReversalInput, rules?: AccountRules): Result<Reversed, NotEnoughLeft> {
    this.#account.enter();
    return this.#account.sales.reverse(input, rules);
  }

  /** What bounds further grants. */
  room(): Room {
    return this.#account.room();
  }

  /** Lets the customer owe what a refund in full cannot take back, or ends that. What is owed already stays owed. */
  allowNegative(allow: boolean, by: string): Standing {
    this.#account.letOwe({ allow, by, atMs: Date.now() });
    return this.standing();
  }

  /** Who the customer is, as told at the last sign-in; null for who never signed in here. */
  profile(): SeenProfile | null {
    return this.#account.look(null, () => this.#account.profile.read());
  }

  standing(): Standing {
    return this.#account.standing();
  }

  /** Has D1 hear all that it shows of the account, whether or not it changed. */
  tellAgain(): boolean {
    return this.#account.tellAgain();
  }

  /** Grants what the customer's plan gives and has not given yet, and answers what there is then. */
  touchCredits(rules: CreditRules): CreditsView {
    this.#account.enter();
    return this.#account.deadlines.write(() => {
      this.#account.touch(rules);
      return this.#account.credits.view(rules, Date.now());
    });
  }

  /** What the customer has of credits, as after a touch. Writes nothing that was not written down anyway. */
  credits(rules: CreditRules): CreditsView {
    const nowMs = Date.now();
    return this.#account.look(untouched(rules, nowMs), () =>
      this.#account.credits.view(rules, nowMs),
    );
  }

  /** What happened to credits in a stretch of time, and what there is now. */
  creditUsage(rules: CreditRules, query: UsageQuery): CreditUsageView & { credits: CreditsView } {
    const usage = this.#account.look(NO_USAGE, () => creditUsage(this.#account.sql, query));
    return { ...usage, credits: this.credits(rules) };
  }

  /** The lots behind the balance of credits, with the balance. */
  creditLots(rules: CreditRules): LotPage & { credits: CreditsView } {
    const lots = this.#account.look(NO_LOTS, (nowMs) => this.#account.credits.lots(nowMs));
    return { ...lots, credits: this.credits(rules) };
  }

  /** Gives a plan by hand, or ends one that was (null), and grants what it gives at once. */
  givePlan(plan: GivenPlan | null, rules: AccountRules): Result<CreditsView, PlanRefusal> {
    this.#account.enter();
    return this.#account.deadlines.write(() => {
      const given = this.#account.subscription.give(plan, rules, Date.now());
      return given.ok ? ok(this.#account.credits.view(rules, Date.now())) : given;
    });
  }

  /** Ends for an operator what no Stripe has to hear of: `ref` is `Endable.ref`. */
  endPlan(ref: string, rules: AccountRules): Result<null, EndRefusal> {
    this.#account.enter();
    const { deadlines, subscription } = this.#account;
    return deadlines.write(() => subscription.end(ref, rules, Date.now()));
  }

  /** The subscription as it is now, whatever ended meanwhile. Stripe is asked soon where a page of its is open. */
  subscription(): SubscriptionRecord {
    return this.#account.look(NEW_RECORD, (nowMs) => {
      if (this.#account.stripe.isWorthALook(nowMs))
        this.#account.deadlines.write(() => this.#account.stripe.lookNow(nowMs));
      return this.#account.subscription.rows.record();
    });
  }

  /** The customer's id at Stripe; null for one who never went there. */
  stripeCustomer(): string | null {
    return this.#account.look(null, () => this.#account.stripe.customer());
  }

  linkStripe(stripeId: string): void {
    this.#account.enter();
    this.#account.deadlines.write(() => this.#account.stripe.link(stripeId, Date.now()));
  }

  /** What Stripe Billing issued to the customer. */
  stripeDocuments(): StripeDocuments {
    return this.#account.look<StripeDocuments>({ documents: [], seenAtMs: 0 }, () =>
      this.#account.stripe.documents(),
    );
  }

  /** Writes down that something happened at Stripe, before it is acknowledged. The alarm asks what is so. */
  hearStripe(event: HeardEvent): void {
    this.#account.enter();
    this.#account.deadlines.write(() => this.#account.stripe.hear(event, Date.now()));
  }

  /** Something is about to be done at Stripe: its outcome is asked for, whether or not an answer or an event tells. */
  watchStripe(): void {
    this.#account.enter();
    this.#account.deadlines.write(() => this.#account.stripe.watch(Date.now()));
  }

  /** Takes what Stripe says now, unless it said something later. What is to be done there is kept until it is done. */
  seeStripe(sight: Sight, rules: AccountRules): SubscriptionRecord {
    this.#account.enter();
    return this.#account.deadlines.write(() => {
      const { picture, catalog, askedAtMs } = sight;
      const nowMs = Date.now();
      if (this.#account.stripe.isOutdated(askedAtMs, nowMs))
        return this.#account.subscription.rows.record();
      const seen = this.#account.subscription.see({ stripe: picture }, rules, nowMs, { catalog });
      this.#account.stripe.keepDocuments(picture.documents ?? []);
      this.#account.stripe.taken(
        { askedAtMs, ...this.#account.subscription.atStripe(seen.record, nowMs) },
        nowMs,
      );
      return seen.record;
    });
  }

  /** Puts another Stripe in the place of the one that the environment sets up. Not reachable by a call from outside. */
  static connect(object: AccountObject, billing: Billing): void {
    object.#account.duties.use(billing);
  }

  /** What is to be done at Stripe, and the last answer to it. */
  waitingActs(): WaitingAct[] {
    return this.#account.look<WaitingAct[]>([], () => this.#account.subscription.rows.acts());
  }

  /** Records what was used, in order and in one transaction. */
  recordUsage(events: UsageEvent[], rules: UsageRules): Recorded[] | Promise<Recorded[]> {
    return this.#account.shared.run(() => {
      this.#account.enter();
      return this.#account.deadlines.write(() => {
        const nowMs = Date.now();
        this.#account.subscription.passTime(nowMs);
        return this.#account.usage.record(
          events,
          rules,
          () => this.#account.touch(rules.credits),
          nowMs,
        );
      });
    });
  }

  /** What is left of a product, and whether `count` more of it, or a gauge at `count`, would be let through. */
  checkQuota(product: Product, count: number, rules: UsageRules): QuotaView {
    const { asset } = product;
    const available = asset === null ? 0 : this.#spendable(asset, rules.credits);
    const asked = { product, count, available };
    const empty = unusedQuota(asked, rules, Date.now());
    return this.#account.look(empty, (nowMs) => this.#account.usage.quota(asked, rules, nowMs));
  }

  /** What was used in a period; null for the running one. */
  getUsageSummary(period: string | null, rules: UsageRules): UsageSummary {
    const empty = unusedSummary(period, rules, Date.now());
    return this.#account.look(empty, (nowMs) =>
      this.#account.usage.getUsageSummary(period, rules, nowMs),
    );
  }

  getUsageDetail(query: DetailQuery): DetailPage {
    return this.#account.look<DetailPage>(NO_ROWS, () => this.#account.usage.getUsageDetail(query));
  }

  usageCharges(fromDay: string, toDay: string): UsageCharge[] {
    return this.#account.look<UsageCharge[]>([], () => this.#account.usage.charges(fromDay, toDay));
  }

  /** What can be spent now, and what is set aside, of every asset. */
  balances(): Balance[] {
    return this.#account.look(NO_BALANCES, (nowMs) => this.#account.ledger.balances(nowMs));
  }

  /** What the customer has that has not ended, by kind and by when it runs. */
  entitlements(): Entitlement[] {
    return this.#account.isThere() ? readEntitlements(this.#account.sql, Date.now()) : [];
  }

  /** When the days that an order sold run by now; null when none were granted. */
  entitlementOf(kind: EntitlementKind, orderNo: string): Stretch | null {
    return this.#account.isThere()
      ? readGranted(this.#account.sql, kind, `${ORDER_PREFIX}${orderNo}`)
      : null;
  }

  /** All that the customer has, for callers that would ask twice. */
  holdings(): { balances: Balance[]; entitlements: Entitlement[] } {
    return this.#account.look(
      { balances: NO_BALANCES, entitlements: [] as Entitlement[] },
      (nowMs) => ({
        balances: this.#account.ledger.balances(nowMs),
        entitlements: readEntitlements(this.#account.sql, nowMs),
      }),
    );
  }

  /** The same with what there is of credits, as after a touch. */
  holdingsWith(
    rules: CreditRules,
  ): ReturnType<AccountObject["holdings"]> & { credits: CreditsView } {
    return { ...this.holdings(), credits: this.credits(rules) };
  }

  /** The customer's transactions, the newest first. */
  history(query: HistoryQuery): HistoryPage {
    return this.#account.look(NO_ROWS, () => historyPage(this.#account.sql, query));
  }

  /** A part of an export of them. */
  export(query: ExportQuery): HistoryItem[] {
    return this.#account.look([], () => exportPart(this.#account.sql, query));
  }

  /** Adds the books up again. Reads the whole history. */
  audit(): Audit {
    return this.#account.isThere() ? audit(this.#account.sql) : { transactions: 0, faults: [] };
  }

  /** What there is, lot by lot, as one hash. Reads only. */
  async manifest(): Promise<Manifest> {
    return manifestOf(this.#account.isThere() ? this.#account.sql : null);
  }

  /** What became of the account since an earlier manifest of it. */
  async compareWith(before: Manifest): Promise<Comparison> {
    return compared(this.#account.isThere() ? this.#account.sql : null, before);
  }

  override async alarm(): Promise<void> {
    const { name } = this.ctx.id;
    invariant(name, "an account is reached by its customer's id");
    await this.#account.attend(name, () => this.holdings());
  }

  /** What can be spent, as after a touch. */
  #spendable(asset: Asset, rules: CreditRules): number {
    if (asset === "credits") return this.credits(rules).available;
    return this.#account.look(0, (nowMs) => availableOf(this.#account.ledger, asset, nowMs));
  }
}
