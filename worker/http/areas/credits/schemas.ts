import * as v from "valibot";
import { PayWay } from "../../core/centre/schemas.ts";
import { HeldPlan } from "../../core/credits/schemas.ts";
import { count, instant, money, next, pageQuery } from "../../core/schemas.ts";

export const UsageQuery = v.object({
  ...pageQuery("credits"),
  month: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^20\d\d-(0[1-9]|1[0-2])$/, "a month such as 2026-12"),
      v.description("A month in the billing time zone; left out, the present one"),
    ),
  ),
});

const CreditTransaction = v.object({
  id: v.string(),
  at: instant,
  type: v.picklist(["earned", "purchased", "bonus", "spent", "reserved", "expired", "refunded"]),
  amount: v.pipe(count, v.description("Change of what can be spent")),
  reference: v.string(),
});

export const CreditUsage = v.object({
  month: v.string(),
  from: instant,
  to: instant,
  totalEarned: v.pipe(count, v.description("Credits that came in the month, bought ones too")),
  totalSpent: count,
  totalExpired: count,
  currentBalance: v.pipe(count, v.description("What can be spent now")),
  monthlyAllocation: v.pipe(count, v.description("What the plan gave for the running period")),
  daysUntilReset: v.pipe(
    v.nullable(count),
    v.description("Days to the next period, a begun one counts whole; null where there is none"),
  ),
  usagePercentage: v.pipe(
    count,
    v.description("Of what the plan gave for the running period, used: 0 to 100"),
  ),
  transactions: v.array(CreditTransaction),
  total: v.pipe(count, v.description("Transactions of the month")),
  page: count,
  pageSize: count,
  next,
});

export const CreditPackage = v.object({
  id: v.string(),
  credits: count,
  name: v.string(),
  label: v.string(),
  price: money,
  currency: v.string(),
  prices: v.pipe(
    v.array(v.object({ price: money, currency: v.string() })),
    v.description("In every currency that it is sold in"),
  ),
});

export const CreditPackages = v.object({
  purchasesEnabled: v.pipe(v.boolean(), v.description("False: there are no packs to buy now")),
  payWayList: v.array(PayWay),
  packages: v.array(CreditPackage),
});

export const CreditStatus = v.object({
  status: v.picklist(["ok"]),
  system: v.object({
    version: v.picklist(["v1", "v2"]),
    purchasesEnabled: v.boolean(),
    monthlyReset: v.boolean(),
    rolloverEnabled: v.boolean(),
  }),
  user: v.nullable(v.object({ balance: count, plan: HeldPlan })),
  timestamp: instant,
});

export const COMPONENTS = {
  CreditUsage,
  CreditTransaction,
  CreditPackage,
  CreditPackages,
  CreditStatus,
};

export type CreditUsage = v.InferOutput<typeof CreditUsage>;
export type CreditTransaction = v.InferOutput<typeof CreditTransaction>;
export type CreditPackage = v.InferOutput<typeof CreditPackage>;
export type CreditPackages = v.InferOutput<typeof CreditPackages>;
export type CreditStatus = v.InferOutput<typeof CreditStatus>;
