import * as v from "valibot";
import {
  AMOUNT_MAX,
  HOLD_TTL_SECONDS_MAX,
  REFERENCE_LENGTH_MAX,
} from "../../../domain/ledger/operations.ts";
import { Credits, HeldPlan } from "../../core/credits/schemas.ts";
import { CozeEntitlement } from "../../core/holdings/schemas.ts";
import { count, instant } from "../../core/schemas.ts";

const asset = v.picklist(["power", "credits"]);
const amountFrom = (least: number) =>
  v.pipe(count, v.minValue(least), v.maxValue(AMOUNT_MAX), v.description("Units"));
const reference = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(REFERENCE_LENGTH_MAX),
    v.description("What it is about, in the host's words"),
  ),
  "",
);

export const Deduct = v.object({ asset, amount: amountFrom(1), reference });
export const Hold = v.object({
  asset,
  amount: amountFrom(1),
  ttlSeconds: v.pipe(
    count,
    v.minValue(1),
    v.maxValue(HOLD_TTL_SECONDS_MAX),
    v.description("After how long the hold ends by itself"),
  ),
  reference,
});
const holdId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(300),
  v.description("As the hold was answered"),
);
export const Settle = v.object({
  hold: holdId,
  amount: v.pipe(
    amountFrom(0),
    v.description(
      "Units used in the end; more than was held takes the rest from what is available",
    ),
  ),
});
export const Release = v.object({ hold: holdId });

export const Give = v.object({
  asset: v.picklist(["credits"]),
  amount: amountFrom(1),
  expiresAt: v.optional(
    v.pipe(v.nullable(instant), v.description("When what is left ends; left out or null, never")),
    null,
  ),
  reference,
});

export const GivePlan = v.object({
  planId: v.pipe(
    v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
    v.description("Null ends a plan that was given by hand"),
  ),
  endsAt: v.optional(
    v.pipe(v.nullable(instant), v.description("When it ends; left out or null, never")),
    null,
  ),
  reference,
});

const CreditLot = v.object({
  id: v.string(),
  source: v.pipe(v.string(), v.description("plan, order, or host")),
  granted: count,
  remaining: v.pipe(count, v.description("Can be spent")),
  held: count,
  grantedAt: instant,
  expiresAt: v.nullable(instant),
});

export const HostCredits = v.object({
  ...Credits.entries,
  lots: v.pipe(
    v.array(CreditLot),
    v.description(
      "In the order in which they are spent. What the plan gives and was not drawn yet has none",
    ),
  ),
  lotsTotal: v.pipe(count, v.description("How many lots there are: the list shows the first 200")),
});

export const HostCustomer = v.object({
  customerId: v.string(),
  plan: HeldPlan,
  power: v.object({ available: v.number(), held: v.number() }),
  credits: Credits,
  entitlements: v.object({ cozePackage: v.nullable(CozeEntitlement) }),
});

export const HostPlan = v.object({ plan: HeldPlan, credits: Credits });

const balance = v.object({ available: v.number(), held: v.number() });
export const HostBalance = v.object({
  customerId: v.string(),
  power: balance,
  credits: balance,
  entitlements: v.object({ cozePackage: v.nullable(CozeEntitlement) }),
});

/** The balance after a call of the host, with what the call did. */
export const HostAnswer = v.object({
  asset,
  available: v.number(),
  held: v.number(),
  amount: v.optional(v.number()),
  hold: v.optional(v.string()),
  deadline: v.optional(instant),
  givenBack: v.optional(v.pipe(v.number(), v.description("Held units that can be spent again"))),
  expired: v.optional(
    v.pipe(v.number(), v.description("Held units that expired meanwhile and are lost")),
  ),
});

export const COMPONENTS = {
  ...{ Deduct, Hold, Settle, Release, HostBalance, HostAnswer },
  ...{ Give, GivePlan, CreditLot, HostCredits, HostCustomer, HostPlan },
};

export type HostBalance = v.InferOutput<typeof HostBalance>;
export type HostAnswer = v.InferOutput<typeof HostAnswer>;
