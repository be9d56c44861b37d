import { DurableObject } from "cloudflare:workers";
import type { Billing, Sight } from "../../billing/port.ts";
import type { Granted, Reversed } from "../../domain/catalog/grants.ts";
import type { Room } from "../../domain/catalog/sellable.ts";
import type { CreditRules } from "../../domain/credits/allowance.ts";
import type { Entitlement, EntitlementKind } from "../../domain/entitlement/handlers.ts";
import type { Stretch } from "../../domain/entitlement/stretch.ts";
import { faultText } from "../../domain/fault.ts";
import type { UsageCharge } from "../../domain/invoice/sale.ts";
import type { Asset, Balance } from "../../domain/ledger/assets.ts";
import { availableOf } from "../../domain/ledger/change.ts";
import type {
  Answers,
  DeductRequest,
  HoldRequest,
  LedgerRefusal,
  GrantRequest as LotRequest,
  OperationKind,
  ReleaseRequest,
  Requests,
  ReverseRequest,
  SettleRequest,
} from "../../domain/ledger/operations.ts";
import { catchUp, perform } from "../../domain/ledger/perform.ts";
import { invariant, ok, type Result } from "../../domain/result.ts";
import type { AccountRules } from "../../domain/subscription/rules.ts";
import { NEW_RECORD, type SubscriptionRecord } from "../../domain/subscription/state.ts";
import { isLive } from "../../domain/subscription/stripe-picture.ts";
import type { Recorded, UsageEvent, UsageRules } from "../../domain/usage/event.ts";
import type { Product } from "../../domain/usage/product.ts";
import { Deadlines, earliest } from "../../durable/deadlines.ts";
import { Outbox } from "../../durable/outbox.ts";
import { Schema } from "../../durable/schema.ts";
import { SharedCommit } from "../../durable/shared-commit.ts";
import { Steps } from "../../durable/steps.ts";
import { accountRules } from "../../store/plans.ts";
import { allowNegative } from "./allowance.ts";
import { type Audit, audit } from "./audit.ts";
import { accountBilling } from "./billing.ts";
import { BillingDuties } from "./billing-duties.ts";
import { type CreditUsageView, creditUsage, NO_USAGE, type UsageQuery } from "./credit-usage.ts";
import { AccountCredits, type CreditsView, type LotPage, NO_LOTS, untouched } from "./credits.ts";
import { dueIn } from "./due.ts";
import { readEntitlements, readGranted } from "./entitlements.ts";
import type { AccountEnv } from "./env.ts";
import { eventOf } from "./events.ts";
import {
  type ExportQuery,
  exportPart,
  type HistoryItem,
  type HistoryPage,
  type HistoryQuery,
  historyPage,
} from "./history.ts";
import { type Comparison, compared, type Manifest, manifestOf } from "./manifest.ts";
import { ACCOUNT_TABLES } from "./new-tables.ts";
import { type Profile, ProfileRow, type SeenProfile } from "./profile.ts";
import { project } from "./projection.ts";
import type {
  GrantRefusal,
  GrantRequest,
  NotEnoughLeft,
  NotGrantable,
  ReversalInput,
  Standing,
} from "./requests.ts";
import { AccountSales, ORDER_PREFIX } from "./sales.ts";
import { NO_BALANCES, NO_ROOM_TAKEN, NO_STANDING, roomOf, standingOf } from "./standing.ts";
import { SqlLedger } from "./store.ts";
import { type HeardEvent, type StripeDocuments, StripeRows } from "./stripe-rows.ts";
import { AccountSubscription, type GivenPlan, type PlanRefusal } from "./subscription.ts";
import type { WaitingAct } from "./subscription-rows.ts";
import { ACCOUNT_SCHEMA } from "./tables.ts";
import {
  AccountUsage,
  type DetailPage,
  type DetailQuery,
  type QuotaView,
  type UsageSummary,
  unusedQuota,
  unusedSummary,
} from "./usage.ts";

export type * from "./requests.ts";
export type { Granted, Reversed };

/** What the hot calls answer, at once or with the commit that they share. */
type Awaitable<Kind extends OperationKind> =
  | Result<Answers[Kind], LedgerRefusal>
  | Promise<Result<Answers[Kind], LedgerRefusal>>;

/** Least time between two alarms, so that a failing duty never spins. */
const ALARM_GAP_MS_MIN = 1_000;

/** D1 shows a customer's balances at most this late, and is written at most this often for one customer. */
const PACE = { delayMs: 1_000, gapMs: 10_000 };

/**
 * One customer's account, the only writer of what the customer holds: a double-entry ledger and entitlements, in
 * one history. The rules are in domain/ledger; each method is one storage transaction around one of them, which also sets
 * the alarm to when time next ends a hold or a lot. Refusals are values; what throws is a bug and leaves nothing behind.
 */
export class AccountObject extends DurableObject<AccountEnv> {
  readonly #schema: Schema;
  readonly #ledger: SqlLedger;
  readonly #credits: AccountCredits;
  readonly #subscription: AccountSubscription;
  readonly #sales: AccountSales;
  readonly #stripe: StripeRows;
  readonly #usage: AccountUsage;
  readonly #duties: BillingDuties;
  readonly #profile: ProfileRow;
  readonly #outbox: Outbox;
  readonly #deadlines: Deadlines;
  readonly #steps: Steps;
  readonly #shared = new SharedCommit();

  constructor(ctx: DurableObjectState, env: AccountEnv) {
    super(ctx, env);
    const { sql } = ctx.storage;
    const now = () => Date.now();
    this.#schema = new Schema(ctx.storage, ACCOUNT_SCHEMA, ACCOUNT_TABLES);
    this.#outbox = new Outbox(sql, now, PACE);
    this.#ledger = new SqlLedger(sql, (change) => {
      const event = eventOf(change);
      if (event) this.#outbox.emit(event.type, event.data);
      else this.#outbox.touched();
    });
    const held = () => this.#subscription.rows.held();
    this.#credits = new AccountCredits(sql, this.#ledger, held);
    this.#subscription = new AccountSubscription(sql, this.#credits, this.#outbox);
    this.#usage = new AccountUsage(sql, this.#ledger, held, this.#outbox);
    this.#profile = new ProfileRow(sql);
    this.#steps = new Steps(now);
    const nextMs = () => {
      const { changeMs, tellMs, stripeMs } = dueIn(sql);
      return earliest([changeMs, tellMs, this.#duties.isSetUp() ? stripeMs : null]);
    };
    this.#deadlines = new Deadlines(ctx.storage, now, { nextMs, gapMsMin: ALARM_GAP_MS_MIN });
    this.#stripe = new StripeRows(sql);
    this.#duties = new BillingDuties({
      billing: accountBilling(env, this.#stripe),
      rows: this.#subscription.rows,
      stripe: this.#stripe,
      write: (change) => this.#deadlines.write(change),
      take: async (sight) => void this.seeStripe(sight, await accountRules(env, Date.now())),
    });
    this.#sales = new AccountSales({
      ledger: this.#ledger,
      subscription: this.#subscription,
      perform: (kind, request) => this.#perform(kind, request),
      write: (change) => this.#deadlines.write(change),
      room: () => this.room(),
    });
  }

  /** Who the customer is, as the identity provider says. */
  introduce(profile: Profile): void {
    this.#enter();
    this.#deadlines.write(() => {
      this.#profile.save(profile, Date.now());
      this.#outbox.touched();
    });
  }

  /** Gives what an order sold. `rules` come with a plan. */
  grant(request: GrantRequest, rules?: AccountRules): Result<Granted, GrantRefusal> {
    this.#enter();
    return this.#sales.grant(request, rules);
  }

  /** Gives units as one lot: what is not sold by an order. */
  grantLot(request: LotRequest): Result<Answers["grant"], LedgerRefusal> {
    return this.#perform("grant", request);
  }

  /** As `grantLot`, for a host product: what no account could count is refused. */
  give(request: LotRequest): Result<Answers["grant"], LedgerRefusal | NotGrantable> {
    this.#enter();
    return this.#sales.give(request);
  }

  /**
   * Spends at once. Refused as `insufficient` with what is available; never partly done. Here and below `rules` come with a
   * call that is about credits: what the plan gives and has not given yet is granted first, in the same transaction.
   */
  deduct(request: DeductRequest, rules?: CreditRules): Awaitable<"deduct"> {
    return this.#shared.run(() => this.#perform("deduct", request, rules));
  }

  /** Sets units aside for a call whose cost is not known yet. It ends by itself after `ttlSeconds`. */
  hold(request: HoldRequest, rules?: CreditRules): Awaitable<"hold"> {
    return this.#shared.run(() => this.#perform("hold", request, rules));
  }

  /** Spends what the call really took and gives the rest back; more than was held takes it from what is available. */
  settle(request: SettleRequest, rules?: CreditRules): Awaitable<"settle"> {
    return this.#shared.run(() => {
      this.#enter();
      const isOfCredits = rules && this.#ledger.hold(request.hold)?.asset === "credits";
      return this.#perform("settle", request, isOfCredits ? rules : undefined);
    });
  }

  /** Gives back all that was set aside. */
  release(request: ReleaseRequest): Awaitable<"release"> {
    return this.#shared.run(() => this.#perform("release", request));
  }

  /** Takes a grant back, as far as it was not spent, held or expired. */
  reverse(request: ReverseRequest): Result<Answers["reverse"], LedgerRefusal> {
    return this.#perform("reverse", request);
  }

  /** Takes back what an order granted. */
  reverseGrant(input: ReversalInput, rules?: AccountRules): Result<Reversed, NotEnoughLeft> {
    this.#enter();
    return this.#sales.reverse(input, rules);
  }

  /** What bounds further grants. */
  room(): Room {
    return this.#look(NO_ROOM_TAKEN, (nowMs) => roomOf(this.#ledger, nowMs));
  }

  /** Lets the customer owe what a refund in full cannot take back, or ends that. What is owed already stays owed. */
  allowNegative(allow: boolean, by: string): Standing {
    this.#enter();
    const change = { allow, by, atMs: Date.now() };
    this.#deadlines.write(() => allowNegative(this.ctx.storage.sql, change));
    return this.standing();
  }

  /** Who the customer is, as told at the last sign-in; null for who never signed in here. */
  profile(): SeenProfile | null {
    return this.#look(null, () => this.#profile.read());
  }

  standing(): Standing {
    return this.#look(NO_STANDING, () => standingOf(this.ctx.storage.sql, this.#ledger));
  }

  /** Grants what the customer's plan gives and has not given yet, and answers what there is then. */
  touchCredits(rules: CreditRules): CreditsView {
    this.#enter();
    return this.#deadlines.write(() => {
      this.#touch(rules);
      return this.#credits.view(rules, Date.now());
    });
  }

  /** What the customer has of credits, as after a touch. Writes nothing that was not written down anyway. */
  credits(rules: CreditRules): CreditsView {
    const nowMs = Date.now();
    return this.#look(untouched(rules, nowMs), () => this.#credits.view(rules, nowMs));
  }

  /** What happened to credits in a stretch of time, and what there is now. */
  creditUsage(rules: CreditRules, query: UsageQuery): CreditUsageView & { credits: CreditsView } {
    const usage = this.#look(NO_USAGE, () => creditUsage(this.ctx.storage.sql, query));
    return { ...usage, credits: this.credits(rules) };
  }

  /** The lots behind the balance of credits, with the balance. */
  creditLots(rules: CreditRules): LotPage & { credits: CreditsView } {
    const lots = this.#look(NO_LOTS, (nowMs) => this.#credits.lots(nowMs));
    return { ...lots, credits: this.credits(rules) };
  }

  /** Gives a plan by hand, or ends one that was (null), and grants what it gives at once. */
  givePlan(plan: GivenPlan | null, rules: AccountRules): Result<CreditsView, PlanRefusal> {
    this.#enter();
    return this.#deadlines.write(() => {
      const given = this.#subscription.give(plan, rules, Date.now());
      return given.ok ? ok(this.#credits.view(rules, Date.now())) : given;
    });
  }

  /** The subscription as it is now, whatever ended meanwhile. Stripe is asked soon where a page of its is open. */
  subscription(): SubscriptionRecord {
    return this.#look(NEW_RECORD, (nowMs) => {
      if (this.#stripe.isWorthALook(nowMs))
        this.#deadlines.write(() => this.#stripe.lookNow(nowMs));
      return this.#subscription.rows.record();
    });
  }

  /** The customer's id at Stripe; null for one who never went there. */
  stripeCustomer(): string | null {
    return this.#look(null, () => this.#stripe.customer());
  }

  linkStripe(stripeId: string): void {
    this.#enter();
    this.#deadlines.write(() => this.#stripe.link(stripeId, Date.now()));
  }

  /** What Stripe Billing issued to the customer. */
  stripeDocuments(): StripeDocuments {
    return this.#look<StripeDocuments>({ documents: [], seenAtMs: 0 }, () =>
      this.#stripe.documents(),
    );
  }

  /** Writes down that something happened at Stripe, before it is acknowledged. The alarm asks what is so. */
  hearStripe(event: HeardEvent): void {
    this.#enter();
    this.#deadlines.write(() => this.#stripe.hear(event, Date.now()));
  }

  /** Something is about to be done at Stripe: its outcome is asked for, whether or not an answer or an event tells. */
  watchStripe(): void {
    this.#enter();
    this.#deadlines.write(() => this.#stripe.watch(Date.now()));
  }

  /** Takes what Stripe says now, unless it said something later. What is to be done there is kept until it is done. */
  seeStripe(sight: Sight, rules: AccountRules): SubscriptionRecord {
    this.#enter();
    return this.#deadlines.write(() => {
      const { picture, catalog, askedAtMs } = sight;
      const nowMs = Date.now();
      if (this.#stripe.isOutdated(askedAtMs, nowMs)) return this.#subscription.rows.record();
      const seen = this.#subscription.see({ stripe: picture }, rules, nowMs, { catalog });
      this.#stripe.keepDocuments(picture.documents ?? []);
      const { link } = seen.record;
      this.#stripe.taken({ askedAtMs, isLive: link !== null && isLive(link) }, nowMs);
      return seen.record;
    });
  }

  /** Puts another Stripe in the place of the one that the environment sets up. Not reachable by a call from outside. */
  static connect(object: AccountObject, billing: Billing): void {
    object.#duties.use(billing);
  }

  /** What is to be done at Stripe, and the last answer to it. */
  waitingActs(): WaitingAct[] {
    return this.#look<WaitingAct[]>([], () => this.#subscription.rows.acts());
  }

  /** Records what was used, in order and in one transaction. */
  recordUsage(events: UsageEvent[], rules: UsageRules): Recorded[] | Promise<Recorded[]> {
    return this.#shared.run(() => {
      this.#enter();
      return this.#deadlines.write(() => {
        const nowMs = Date.now();
        this.#subscription.passTime(nowMs);
        return this.#usage.record(events, rules, () => this.#touch(rules.credits), nowMs);
      });
    });
  }

  /** What is left of a product, and whether `count` more of it, or a gauge at `count`, would be let through. */
  checkQuota(product: Product, count: number, rules: UsageRules): QuotaView {
    const { asset } = product;
    const available = asset === null ? 0 : this.#spendable(asset, rules.credits);
    const asked = { product, count, available };
    const empty = unusedQuota(asked, rules, Date.now());
    return this.#look(empty, (nowMs) => this.#usage.quota(asked, rules, nowMs));
  }

  /** What was used in a period; null for the running one. */
  getUsageSummary(period: string | null, rules: UsageRules): UsageSummary {
    const empty = unusedSummary(period, rules, Date.now());
    return this.#look(empty, (nowMs) => this.#usage.getUsageSummary(period, rules, nowMs));
  }

  getUsageDetail(query: DetailQuery): DetailPage {
    return this.#look<DetailPage>({ items: [], total: 0 }, () => this.#usage.getUsageDetail(query));
  }

  usageCharges(fromDay: string, toDay: string): UsageCharge[] {
    return this.#look<UsageCharge[]>([], () => this.#usage.charges(fromDay, toDay));
  }

  /** What can be spent now, and what is set aside, of every asset. */
  balances(): Balance[] {
    return this.#look(NO_BALANCES, (nowMs) => this.#ledger.balances(nowMs));
  }

  /** What the customer has that has not ended, by kind and by when it runs. */
  entitlements(): Entitlement[] {
    return this.#isThere() ? readEntitlements(this.ctx.storage.sql, Date.now()) : [];
  }

  /** When the days that an order sold run by now; null when none were granted. */
  entitlementOf(kind: EntitlementKind, orderNo: string): Stretch | null {
    return this.#isThere()
      ? readGranted(this.ctx.storage.sql, kind, `${ORDER_PREFIX}${orderNo}`)
      : null;
  }

  /** All that the customer has, for callers that would ask twice. */
  holdings(): { balances: Balance[]; entitlements: Entitlement[] } {
    return this.#look({ balances: NO_BALANCES, entitlements: [] as Entitlement[] }, (nowMs) => ({
      balances: this.#ledger.balances(nowMs),
      entitlements: readEntitlements(this.ctx.storage.sql, nowMs),
    }));
  }

  /** The same with what there is of credits, as after a touch. */
  holdingsWith(
    rules: CreditRules,
  ): ReturnType<AccountObject["holdings"]> & { credits: CreditsView } {
    return { ...this.holdings(), credits: this.credits(rules) };
  }

  /** The customer's transactions, the newest first. */
  history(query: HistoryQuery): HistoryPage {
    const { page, pageSize } = query;
    return this.#look({ items: [], total: 0, page, pageSize }, () =>
      historyPage(this.ctx.storage.sql, query),
    );
  }

  /** A part of an export of them. */
  export(query: ExportQuery): HistoryItem[] {
    return this.#look([], () => exportPart(this.ctx.storage.sql, query));
  }

  /** Adds the books up again. Reads the whole history. */
  audit(): Audit {
    return this.#isThere() ? audit(this.ctx.storage.sql) : { transactions: 0, faults: [] };
  }

  /** What there is, lot by lot, as one hash. Reads only. */
  async manifest(): Promise<Manifest> {
    return manifestOf(this.#isThere() ? this.ctx.storage.sql : null);
  }

  /** What became of the account since an earlier manifest of it. */
  async compareWith(before: Manifest): Promise<Comparison> {
    return compared(this.#isThere() ? this.ctx.storage.sql : null, before);
  }

  override async alarm(): Promise<void> {
    if (!this.#isThere()) return;
    this.#deadlines.fired();
    try {
      const customerId = this.#customerId();
      if (this.#subscription.isDue(Date.now()) || this.#duties.isLookDue(Date.now()))
        await this.#duties.look(customerId);
      this.#deadlines.write(() => this.#catchUp(Date.now()));
      await this.#duties.carryOut(customerId);
      await this.#project();
    } catch (error) {
      console.error("account alarm failed", { error: faultText(error) });
    } finally {
      this.#deadlines.arm(); // On every path: six failed retries and the platform would give the account up.
    }
  }

  /** Writes the customer's row to D1, when that is due. */
  async #project(): Promise<void> {
    await project(this.env.DB, this.#outbox, {
      steps: this.#steps,
      write: (change) => this.#deadlines.write(change),
      state: () => ({
        ...{ customerId: this.#customerId(), ...this.holdings() },
        subscription: this.#subscription.rows.record(),
        profile: this.#profile.read(),
        history: this.#ledger.span(),
      }),
    });
  }

  /** What can be spent, as after a touch. */
  #spendable(asset: Asset, rules: CreditRules): number {
    if (asset === "credits") return this.credits(rules).available;
    return this.#look(0, (nowMs) => availableOf(this.#ledger, asset, nowMs));
  }

  /** Before a write: what came earlier goes first, and the tables are there. */
  #enter(): void {
    this.#shared.flush();
    this.#schema.ensure();
  }

  /** Before a read, as `#enter`; false for an object that nothing was written to. */
  #isThere(): boolean {
    this.#shared.flush();
    return this.#schema.exists();
  }

  #customerId(): string {
    const { name } = this.ctx.id;
    invariant(name, "an account is reached by its customer's id");
    return name;
  }

  readonly #perform = <Kind extends OperationKind>(
    kind: Kind,
    request: Requests[Kind],
    rules?: CreditRules,
  ): Result<Answers[Kind], LedgerRefusal> => {
    this.#enter();
    return this.#deadlines.write(() => {
      if (rules) this.#touch(rules);
      return perform(this.#ledger, kind, request, Date.now());
    });
  };

  #catchUp(nowMs: number): void {
    catchUp(this.#ledger, nowMs);
    this.#subscription.passTime(nowMs);
    this.#usage.store.dropOld(nowMs);
  }

  /** Grants what the plan that the customer has by now gives. */
  #touch(rules: CreditRules): void {
    this.#subscription.passTime(Date.now());
    this.#credits.touch(rules, Date.now());
  }

  /** Reads, and writes only if time ended something meanwhile. An object without anything answers `empty` and stays so. */
  #look<T>(empty: T, read: (nowMs: number) => T): T {
    if (!this.#isThere()) return empty;
    const nowMs = Date.now();
    const dueMs = dueIn(this.ctx.storage.sql).changeMs;
    if (dueMs !== null && dueMs <= nowMs) this.#deadlines.write(() => this.#catchUp(nowMs));
    return read(nowMs);
  }
}
