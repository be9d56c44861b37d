import type { Reversed } from "../../domain/catalog/grants.ts";
import type { Grant } from "../../domain/catalog/sale.ts";
import type { Asset } from "../../domain/ledger/assets.ts";
import type { ReversalPolicy } from "../../domain/ledger/operations.ts";
import type { AllowanceChange } from "./allowance.ts";

/** What an account is asked and answers, where the ledger has no word for it. */

export interface GrantRequest {
  /** Idempotency key: the same key is applied once and always gets the first answer. */
  key: string;
  grant: Grant;
}

/** `not-grantable`: a bound of the account stands against it, and will tomorrow. */
export type GrantRefusal =
  | { reason: "key-used-otherwise" }
  | { reason: "not-grantable"; detail: string };

export interface ReversalInput {
  /** Idempotency key, with the prefix `refund:`. */
  key: string;
  /** The order whose grant is taken back. */
  orderNo: string;
  /** What the order sold. */
  grant: Grant;
  policy: ReversalPolicy;
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
