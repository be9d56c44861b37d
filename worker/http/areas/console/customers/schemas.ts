import * as v from "valibot";
import { ASSETS } from "../../../../domain/ledger/assets.ts";
import { AMOUNT_MAX } from "../../../../domain/ledger/operations.ts";
import { TRANSACTION_KINDS } from "../../../../domain/ledger/types.ts";
import { END_WAYS } from "../../../../domain/subscription/ending.ts";
import { WHY_LENGTH_MAX } from "../../../../store/audit.ts";
import { DEBTORS } from "../../../../store/console-customers.ts";
import { Credits, HeldPlan } from "../../../core/credits/schemas.ts";
import { CozeEntitlement } from "../../../core/holdings/schemas.ts";
import { LedgerEntry } from "../../../core/ledger/schemas.ts";
import { beforeIn } from "../../../core/query.ts";
import { count, customerId, instant, next, pageOf, pageQuery } from "../../../core/schemas.ts";
import { amount } from "../schemas.ts";

export const OfCustomer = v.object({ customer: customerId });

export const Allowance = v.object({ allow: v.boolean() });

export const AccountStanding = v.object({
  customerId: v.string(),
  allowNegative: v.boolean(),
  owed: v.pipe(
    v.object({ power: v.number(), credits: v.number() }),
    v.description("Units that the next ones to come pay for"),
  ),
  changes: v.pipe(
    v.array(v.object({ at: instant, by: v.string(), allow: v.boolean() })),
    v.description("Who allowed it and who ended that, the newest first"),
  ),
  changesTotal: v.pipe(count, v.description("How many there are: the list shows the last hundred")),
});

export const SessionsEnded = v.object({
  customerId: v.string(),
  endedUntil: v.pipe(
    instant,
    v.description("Sessions that began by then are over, everywhere within a minute"),
  ),
});

export const ConsoleCustomersQuery = v.object({
  search: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1),
      v.maxLength(254),
      v.description("How an id, an e-mail or a name begins. Such a list has no further parts"),
    ),
  ),
  debt: v.optional(
    v.pipe(
      v.picklist(DEBTORS),
      v.description("owing: only who owes units; allowed: only who may owe by an operator's leave"),
    ),
  ),
  before: beforeIn("customers"),
});

export const ConsoleCustomer = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  email: v.nullable(v.string()),
  balances: v.pipe(
    v.array(v.object({ asset: v.picklist(ASSETS), available: count, held: count })),
    v.description("As the account told last, at most a minute ago"),
  ),
  planId: v.nullable(v.string()),
  owed: v.pipe(
    v.nullable(v.object({ power: count, credits: count })),
    v.description(
      "Units that the next ones to come pay for; null when nothing is owed, and where `mayOwe` is null",
    ),
  ),
  mayOwe: v.pipe(
    v.nullable(v.boolean()),
    v.description("Null while the account, from before, has not told what it owes and may owe"),
  ),
  lastSeenAt: instant,
});

export const ConsoleCustomers = v.object({
  items: v.array(ConsoleCustomer),
  next,
  debtsWhole: v.pipe(
    v.boolean(),
    v.description(
      "False while accounts from before debts were listed are still being asked: lists of who owes and who may lack some",
    ),
  ),
});

const balance = v.object({ available: count, held: count });

const Ending = v.object({
  ref: v.pipe(
    v.string(),
    v.description("What is meant: what the customer gets afterwards has another"),
  ),
  planId: v.string(),
  source: v.picklist(["stripe", "prepaid", "lifetime", "manual"]),
  renews: v.pipe(v.boolean(), v.description("Charged again at the end of each period")),
  ways: v.pipe(
    v.array(v.picklist(END_WAYS)),
    v.description("What does not renew ends by itself, and can only be ended at once"),
  ),
  endsAt: v.pipe(v.nullable(instant), v.description("Until when it is paid; null without an end")),
});

export const ConsoleAccount = v.object({
  customerId: v.string(),
  name: v.nullable(v.string()),
  email: v.nullable(v.string()),
  firstSeenAt: v.nullable(instant),
  lastSeenAt: v.nullable(instant),
  plan: HeldPlan,
  power: balance,
  credits: Credits,
  cozePackage: v.nullable(CozeEntitlement),
  allowNegative: v.boolean(),
  owed: v.object({ power: v.number(), credits: v.number() }),
  paid: v.pipe(
    v.array(v.object({ currency: v.string(), orders: count, amount, refunded: amount })),
    v.description(
      "What was paid in all, by currency, and what of it went back; of orders that were archived before this was kept, what came back since",
    ),
  ),
  hosts: v.pipe(
    v.array(v.object({ id: v.string(), name: v.string() })),
    v.description("Host products that ever had a key: by each the ledger can be filtered"),
  ),
  ending: v.pipe(
    v.nullable(Ending),
    v.description("The plan as it can be ended; null for the free plan"),
  ),
});

export const EndPlan = v.object({
  ref: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(300),
    v.description("`ending.ref` of the customer: a plan that came since is not ended"),
  ),
  way: v.picklist(END_WAYS),
  reason: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(WHY_LENGTH_MAX),
    v.description("For the audit"),
  ),
});

export const PlanEnded = v.object({
  customerId: v.string(),
  planId: v.string(),
  status: v.string(),
  endsAt: v.pipe(
    v.nullable(instant),
    v.description(
      "When it ends because it was cancelled; null for what has ended, and for what goes on",
    ),
  ),
  ending: v.pipe(v.nullable(Ending), v.description("What can be ended still")),
});

const hostId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "a host product's id"));

const ledgerFilters = {
  kind: v.optional(
    v.pipe(v.picklist(TRANSACTION_KINDS), v.description("Only entries of this kind")),
  ),
  host: v.optional(
    v.pipe(
      hostId,
      v.description("Only what came of calls of this host product, by any of its keys"),
    ),
  ),
};

export const LedgerOfCustomer = v.object({ ...pageQuery("ledger"), ...ledgerFilters });

/** A file has no pages. */
export const LedgerFileOfCustomer = v.object(ledgerFilters);

export const ConsoleLedgerEntry = v.object({
  ...LedgerEntry.entries,
  host: v.pipe(
    v.nullable(v.string()),
    v.description("The id of the host product whose call it came of; null where it came of none"),
  ),
});

export const ConsoleLedgerPage = pageOf(ConsoleLedgerEntry);

export const Adjust = v.object({
  asset: v.picklist(ASSETS),
  amount: v.pipe(
    count,
    v.minValue(-AMOUNT_MAX),
    v.maxValue(AMOUNT_MAX),
    v.notValue(0, "not zero"),
    v.description("Units to add, or with a minus to take. Never below zero"),
  ),
  reason: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(WHY_LENGTH_MAX),
    v.description("For the audit. The customer sees that support adjusted the balance, not why"),
  ),
});

export const Adjusted = v.object({
  customerId: v.string(),
  asset: v.picklist(ASSETS),
  amount: count,
  balance,
});

export const COMPONENTS = {
  PlanEnding: Ending,
  AccountStanding,
  SessionsEnded,
  ConsoleCustomer,
  ConsoleAccount,
  Adjust,
  Adjusted,
  ConsoleLedgerEntry,
  ConsoleLedgerPage,
  EndPlan,
  PlanEnded,
};

export type ConsoleCustomer = v.InferOutput<typeof ConsoleCustomer>;
export type ConsoleLedgerEntry = v.InferOutput<typeof ConsoleLedgerEntry>;
export type ConsoleAccount = v.InferOutput<typeof ConsoleAccount>;
export type Adjusted = v.InferOutput<typeof Adjusted>;
export type PlanEnded = v.InferOutput<typeof PlanEnded>;
