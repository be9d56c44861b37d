import type { Sight } from "../../billing/port.ts";
import { NO_ROOM_TAKEN, type Room } from "../../domain/catalog/sellable.ts";
import type { CreditRules } from "../../domain/credits/allowance.ts";
import type { Entitlement } from "../../domain/entitlement/handlers.ts";
import { faultText } from "../../domain/fault.ts";
import type { Balance } from "../../domain/ledger/assets.ts";
import type {
  Answers,
  LedgerRefusal,
  OperationKind,
  Requests,
} from "../../domain/ledger/operations.ts";
import { catchUp, perform } from "../../domain/ledger/perform.ts";
import type { Result } from "../../domain/result.ts";
import type { AccountRules } from "../../domain/subscription/rules.ts";
import { Deadlines, earliest } from "../../durable/deadlines.ts";
import { Outbox } from "../../durable/outbox.ts";
import { Schema } from "../../durable/schema.ts";
import { SharedCommit } from "../../durable/shared-commit.ts";
import { Steps } from "../../durable/steps.ts";
import { accountRules } from "../../store/plans.ts";
import { type AllowanceChange, allowNegative } from "./allowance.ts";
import { accountBilling } from "./billing.ts";
import { BillingDuties } from "./billing-duties.ts";
import { AccountCredits } from "./credits.ts";
import { dueIn } from "./due.ts";
import type { AccountEnv } from "./env.ts";
import { eventOf } from "./events.ts";
import { ACCOUNT_TABLES } from "./new-tables.ts";
import { ProfileRow } from "./profile.ts";
import { project } from "./projection.ts";
import type { Standing } from "./requests.ts";
import { AccountSales } from "./sales.ts";
import { debtOf, NO_STANDING, roomOf, standingOf } from "./standing.ts";
import { SqlLedger } from "./store.ts";
import { StripeRows } from "./stripe-rows.ts";
import { AccountSubscription } from "./subscription.ts";
import { ACCOUNT_SCHEMA } from "./tables.ts";
import { AccountUsage } from "./usage.ts";

/** Least time between two alarms, so that a failing duty never spins. */
const ALARM_GAP_MS_MIN = 1_000;

/** D1 shows a customer's balances at most this late, and is written at most this often for one customer. */
const PACE = { delayMs: 1_000, gapMs: 10_000 };

interface Holdings {
  balances: Balance[];
  entitlements: Entitlement[];
}

/**
 * What an account is put together from, and how each of its calls goes about it: what came earlier first, the tables there, time
 * caught up with, one storage transaction, the alarm set.
 */
export class AccountParts {
  readonly sql: SqlStorage;
  readonly env: AccountEnv;
  readonly schema: Schema;
  readonly ledger: SqlLedger;
  readonly credits: AccountCredits;
  readonly subscription: AccountSubscription;
  readonly sales: AccountSales;
  readonly stripe: StripeRows;
  readonly usage: AccountUsage;
  readonly duties: BillingDuties;
  readonly profile: ProfileRow;
  readonly outbox: Outbox;
  readonly deadlines: Deadlines;
  readonly steps: Steps;
  readonly shared = new SharedCommit();

  /** `see` takes what Stripe says now. */
  constructor(
    ctx: DurableObjectState,
    env: AccountEnv,
    see: (sight: Sight, rules: AccountRules) => void,
  ) {
    const { sql } = ctx.storage;
    this.sql = sql;
    this.env = env;
    const now = () => Date.now();
    this.schema = new Schema(ctx.storage, ACCOUNT_SCHEMA, ACCOUNT_TABLES);
    this.outbox = new Outbox(sql, now, PACE);
    this.ledger = new SqlLedger(sql, (change) => {
      const event = eventOf(change);
      if (event) this.outbox.emit(event.type, event.data);
      else this.outbox.touched();
    });
    const held = () => this.subscription.rows.held();
    this.credits = new AccountCredits(sql, this.ledger, held);
    this.subscription = new AccountSubscription(sql, this.credits, this.outbox);
    this.usage = new AccountUsage(sql, this.ledger, held, this.outbox);
    this.profile = new ProfileRow(sql);
    this.steps = new Steps(now);
    const nextMs = () => {
      const { changeMs, tellMs, stripeMs } = dueIn(sql);
      return earliest([changeMs, tellMs, this.duties.isSetUp() ? stripeMs : null]);
    };
    this.deadlines = new Deadlines(ctx.storage, now, { nextMs, gapMsMin: ALARM_GAP_MS_MIN });
    this.stripe = new StripeRows(sql);
    this.duties = new BillingDuties({
      billing: accountBilling(env, this.stripe),
      rows: this.subscription.rows,
      stripe: this.stripe,
      write: (change) => this.deadlines.write(change),
      take: async (sight) => see(sight, await accountRules(env, Date.now())),
    });
    this.sales = new AccountSales({
      ledger: this.ledger,
      subscription: this.subscription,
      perform: (kind, request) => this.perform(kind, request),
      write: (change) => this.deadlines.write(change),
      room: () => this.room(),
    });
  }

  /** What bounds further grants. */
  room(): Room {
    return this.look(NO_ROOM_TAKEN, (nowMs) => roomOf(this.ledger, nowMs));
  }

  standing(): Standing {
    return this.look(NO_STANDING, () => standingOf(this.sql, this.ledger));
  }

  letOwe(change: AllowanceChange): void {
    this.enter();
    this.deadlines.write(() => {
      allowNegative(this.sql, change);
      this.outbox.touched();
    });
  }

  /** False for an object that has nothing to tell. */
  tellAgain(): boolean {
    if (!this.isThere()) return false;
    this.deadlines.write(() => this.outbox.touched());
    return true;
  }

  /** Does what is due: asks Stripe and carries out what is to be done there, ends what time ended, tells D1. */
  async attend(customerId: string, holdings: () => Holdings): Promise<void> {
    if (!this.isThere()) return;
    this.deadlines.fired();
    try {
      if (this.subscription.isDue(Date.now()) || this.duties.isLookDue(Date.now()))
        await this.duties.look(customerId);
      this.deadlines.write(() => this.catchUp(Date.now()));
      await this.duties.carryOut(customerId);
      await this.project(customerId, holdings);
    } catch (error) {
      console.error("account alarm failed", { error: faultText(error) });
    } finally {
      this.deadlines.arm(); // On every path: six failed retries and the platform would give the account up.
    }
  }

  /** Writes the customer's row to D1, when that is due. */
  private async project(customerId: string, holdings: () => Holdings): Promise<void> {
    await project(this.env.DB, this.outbox, {
      steps: this.steps,
      write: (change) => this.deadlines.write(change),
      state: () => ({
        ...{ customerId, ...holdings() },
        subscription: this.subscription.rows.record(),
        issues: this.subscription.rows.issues(),
        profile: this.profile.read(),
        debt: debtOf(this.ledger),
        history: this.ledger.span(),
      }),
    });
  }

  /** Before a write: what came earlier goes first, and the tables are there. */
  enter(): void {
    this.shared.flush();
    this.schema.ensure();
  }

  /** Before a read, as `enter`; false for an object that nothing was written to. */
  isThere(): boolean {
    this.shared.flush();
    return this.schema.exists();
  }

  readonly perform = <Kind extends OperationKind>(
    kind: Kind,
    request: Requests[Kind],
    rules?: CreditRules,
  ): Result<Answers[Kind], LedgerRefusal> => {
    this.enter();
    return this.deadlines.write(() => {
      if (rules) this.touch(rules);
      return perform(this.ledger, kind, request, Date.now());
    });
  };

  catchUp(nowMs: number): void {
    catchUp(this.ledger, nowMs);
    this.subscription.passTime(nowMs);
    this.usage.store.dropOld(nowMs);
  }

  /** Grants what the plan that the customer has by now gives. */
  touch(rules: CreditRules): void {
    this.subscription.passTime(Date.now());
    this.credits.touch(rules, Date.now());
  }

  /** Reads, and writes only if time ended something meanwhile. An object without anything answers `empty` and stays so. */
  look<T>(empty: T, read: (nowMs: number) => T): T {
    if (!this.isThere()) return empty;
    const nowMs = Date.now();
    const dueMs = dueIn(this.sql).changeMs;
    if (dueMs !== null && dueMs <= nowMs) this.deadlines.write(() => this.catchUp(nowMs));
    return read(nowMs);
  }
}
