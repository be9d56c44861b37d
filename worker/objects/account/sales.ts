import {
  type Granted,
  handlerOf,
  type Perform,
  type Reversed,
} from "../../domain/catalog/grants.ts";
import type { Grant } from "../../domain/catalog/sale.ts";
import { grantFault, type Room } from "../../domain/catalog/sellable.ts";
import type {
  Answers,
  LedgerRefusal,
  GrantRequest as LotRequest,
} from "../../domain/ledger/operations.ts";
import { err, invariant, ok, type Result } from "../../domain/result.ts";
import type { AccountRules } from "../../domain/subscription/rules.ts";
import type { PaidOrder } from "../../domain/subscription/state.ts";
import { planReturned, planShortfall } from "./plan-return.ts";
import type {
  GrantRefusal,
  GrantRequest,
  NotEnoughLeft,
  NotGrantable,
  ReversalInput,
} from "./requests.ts";
import type { SqlLedger } from "./store.ts";
import type { AccountSubscription } from "./subscription.ts";

/** Keys of grants for orders begin so; the rest is the order's number. */
export const ORDER_PREFIX = "order:";

interface Parts {
  ledger: SqlLedger;
  subscription: AccountSubscription;
  perform: Perform;
  write<T>(change: () => T): T;
  room(): Room;
}

/** What orders sold: given once under the order's key, and taken back. And what a host product gives. */
export class AccountSales {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  grant(request: GrantRequest, rules?: AccountRules): Result<Granted, GrantRefusal> {
    const { key, grant } = request;
    const { ledger, perform, room } = this.#parts;
    const reference = orderNoOf(key);
    const isRepeat = ledger.earlier(key) !== null;
    const fault = isRepeat ? null : grantFault(grant, room(), Date.now());
    if (fault !== null) return err({ reason: "not-grantable", detail: fault });
    if (grant.kind === "subscription") return this.#buy(reference, grant, request.paid, rules);
    const granted = handlerOf(grant).grant(perform, grant, { key, reference });
    if (granted.ok) return granted;
    const { reason } = granted.error;
    invariant(reason === "key-used-otherwise", "a grant is never short of anything");
    return err({ reason });
  }

  /** Gives units as one lot; more than an account could count is refused. */
  give(request: LotRequest): Result<Answers["grant"], LedgerRefusal | NotGrantable> {
    const { key, asset, amount } = request;
    const { ledger, perform, room } = this.#parts;
    const isRepeat = ledger.earlier(key) !== null;
    if (!isRepeat && !Number.isSafeInteger(room().granted[asset] + amount))
      return err({ reason: "not-grantable", detail: "more than can be counted was given before" });
    return perform("grant", request);
  }

  #buy(
    orderNo: string,
    grant: PlanGrant,
    paid: GrantRequest["paid"],
    rules: AccountRules | undefined,
  ): Result<Granted, GrantRefusal> {
    invariant(paid && rules, "a plan is granted by what was paid, under the operator's rules");
    const { subscription, write } = this.#parts;
    return write(() => {
      const nowMs = Date.now();
      return subscription.buy(paidOrder(orderNo, grant, paid), grant.name, rules, nowMs);
    });
  }

  /** `unconfirmed`: the order does not know that its grant arrived. If it did not, it never will. */
  reverse(input: ReversalInput, rules?: AccountRules): Result<Reversed, NotEnoughLeft> {
    const { key, orderNo, grant, policy, unconfirmed = false } = input;
    if (grant.kind === "subscription") return this.#giveBack(input, grant, rules);
    const handler = handlerOf(grant);
    const { unit } = handler;
    const grantKey = `${ORDER_PREFIX}${orderNo}`;
    if (unconfirmed && this.#withdraw(grantKey)) return ok({ unit, amount: 0, owed: 0 });
    const taken = handler.reverse(this.#parts.perform, grant, {
      ...{ key, grantKey, policy },
      reference: orderNo,
    });
    if (taken.ok) return ok({ unit, ...taken.value });
    invariant(taken.error.reason === "not-enough-left", `taking back: ${taken.error.reason}`);
    return err({ unit, left: taken.error.left, granted: handler.units(grant) });
  }

  /**
   * Ends what the order bought, once: a repeat finds it ended and answers the same. An order that never arrived is written
   * down as given back, so that its grant is refused when it arrives.
   */
  #giveBack(
    { orderNo, policy, paid }: ReversalInput,
    grant: PlanGrant,
    rules: AccountRules | undefined,
  ): Result<Reversed, NotEnoughLeft> {
    invariant(paid && rules, "a plan is given back under the operator's rules");
    const { subscription, ledger, write } = this.#parts;
    return write(() => {
      const nowMs = Date.now();
      const order = paidOrder(orderNo, grant, paid);
      const mustBeWhole = policy === "all-or-nothing" && !ledger.mayOwe();
      const shortfall = mustBeWhole ? planShortfall(subscription, order, rules, nowMs) : null;
      if (shortfall) return err(shortfall);
      if (!subscription.isReturned(orderNo)) subscription.giveBack(order, rules, nowMs);
      return ok(planReturned(subscription, orderNo));
    });
  }

  /**
   * Whether nothing was granted under the key; then the key is used up, so that a grant still on its way is refused when it
   * arrives.
   */
  #withdraw(grantKey: string): boolean {
    const { ledger, write } = this.#parts;
    return write(() => {
      const earlier = ledger.earlier(grantKey);
      if (earlier?.outcome.ok) return false;
      if (earlier) return true;
      const refusal: LedgerRefusal = { reason: "key-used-otherwise" };
      const request = { kind: "withdrawn" };
      ledger.refuse({ key: grantKey, request, refusal, atMs: Date.now() });
      return true;
    });
  }
}

type PlanGrant = Extract<Grant, { kind: "subscription" }>;

const orderNoOf = (key: string): string =>
  key.startsWith(ORDER_PREFIX) ? key.slice(ORDER_PREFIX.length) : key;

const paidOrder = (
  orderNo: string,
  { terms, buys }: PlanGrant,
  paid: NonNullable<GrantRequest["paid"]>,
): PaidOrder => ({
  ...{ orderNo, terms, buys, paid: paid.amount, paidAtMs: paid.atMs },
  ...{ standing: "good", standingSinceMs: paid.atMs },
});
