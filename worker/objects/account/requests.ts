import type { Reversed } from "../../domain/catalog/grants.ts";
import type { Grant } from "../../domain/catalog/sale.ts";
import type { Asset } from "../../domain/ledger/assets.ts";
import type {
  Answers,
  LedgerRefusal,
  OperationKind,
  ReversalPolicy,
} from "../../domain/ledger/operations.ts";
import type { Money } from "../../domain/money.ts";
import type { Result } from "../../domain/result.ts";
import type { OrderRefusal } from "../../domain/subscription/state.ts";
import type { AllowanceChange } from "./allowance.ts";

/** What an account is asked and answers, where the ledger has no word for it. */

/** What the hot calls answer, at once or with the commit that they share. */
export type Awaitable<Kind extends OperationKind> =
  | Result<Answers[Kind], LedgerRefusal>
  | Promise<Result<Answers[Kind], LedgerRefusal>>;

export interface GrantRequest {
  /** Idempotency key: the same key is applied once and always gets the first answer. */
  key: string;
  grant: Grant;
  /** For a plan: what was paid for it, and when. */
  paid?: { amount: Money; atMs: number };
}

/**
 * `not-grantable`: a bound of the account stands against it, and will tomorrow. `not-honoured`: the plan that was paid for is
 * not possible any more; the order gives the money back at once.
 */
export type GrantRefusal = { reason: "key-used-otherwise" } | NotHonoured | NotGrantable;

export interface NotHonoured {
  reason: "not-honoured";
  why: OrderRefusal | "money-returned";
}

export interface NotGrantable {
  reason: "not-grantable";
  detail: string;
}

export interface ReversalInput {
  /** Idempotency key, with the prefix `refund:`. */
  key: string;
  /** The order whose grant is taken back. */
  orderNo: string;
  /** What the order sold. */
  grant: Grant;
  policy: ReversalPolicy;
  /** For a plan, as it was granted. */
  paid?: GrantRequest["paid"];
  /** The order does not know that its grant arrived. If it did not, it never will. */
  unconfirmed?: boolean;
}

/** Not all of it is there to be taken. */
export interface NotEnoughLeft {
  unit: Reversed["unit"];
  left: number;
  granted: number;
}

/** What an operator allows a customer, and what the customer owes by asset. */
export interface Standing {
  allowNegative: boolean;
  owed: Record<Asset, number>;
  changes: AllowanceChange[];
  changesTotal: number;
}
