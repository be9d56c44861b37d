import * as v from "valibot";
import { count, instant, pageOf } from "../schemas.ts";

/** A customer's ledger, as its owner and operators read it. */

export const LedgerEntry = v.object({
  id: v.pipe(v.string(), v.description("Counts the account's transactions")),
  kind: v.string(),
  asset: v.pipe(v.nullable(v.string()), v.description("Null for an entitlement")),
  amount: v.pipe(count, v.description("Change of what can be spent; days for an entitlement")),
  reference: v.pipe(v.string(), v.description("What it was for, such as the order's number")),
  name: v.string(),
  expiresAt: v.pipe(
    v.nullable(instant),
    v.description("For days: when all packages together ended after it; null for what is no days"),
  ),
  at: instant,
});
export const LedgerPage = pageOf(LedgerEntry);

export const COMPONENTS = { LedgerEntry, LedgerPage };

export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
export type LedgerPage = v.InferOutput<typeof LedgerPage>;
