import { AMOUNT_MAX } from "../../ledger/operations.ts";
import { FREE_PLAN_ID, type PlanInterval } from "../../plan/plan.ts";
import { COUNT_MAX } from "../../usage/product.ts";
import {
  FIELD_RULES,
  ID_LENGTH_MAX,
  INTERVALS,
  isText,
  isWhole,
  RANK_MAX,
  TRIAL_DAYS_MAX,
} from "../row.ts";
import {
  type Check,
  faultsIn,
  numberIn,
  type PriceText,
  priceChecks,
  priceRows,
  pricesFrom,
  rowsIn,
  stringIn,
  type TextsOf,
  textChecks,
  textColumns,
  textsFrom,
} from "./fields.ts";
import type { CatalogNoun } from "./noun.ts";

const TEXTS = { name: "name", description: "description", features: "lines" } as const;

/** How much of a product a plan includes, as operators write it. */
export interface QuotaEdit {
  product: string;
  limit: number;
  mode: "hard" | "soft";
}

/** A plan as operators write it. */
export interface PlanEdit {
  texts: TextsOf<typeof TEXTS>;
  family: string;
  rank: number;
  interval: PlanInterval;
  creditRule: "monthly" | "once";
  trialDays: number;
  prices: PriceText[];
  /** Units of credits by version of the credit system. */
  allowance: { v1: number; v2: number };
  quotas: QuotaEdit[];
}

const RULES = FIELD_RULES.subscription;

export const PLANS: CatalogNoun<PlanEdit> = {
  kind: "subscription",
  texts: TEXTS,
  faultsOf: (edit, { id, before, isDraft }) => {
    const { texts, family, rank, interval, creditRule, trialDays, prices, allowance } = edit;
    const isFree = interval === "none";
    const staysWhatItIs = isDraft || before === null || before.interval === interval;
    return faultsIn([
      ...textChecks(TEXTS, texts),
      ["family", RULES.family, isText(family, ID_LENGTH_MAX) && family !== ""],
      ["rank", RULES.rank, isWhole(rank, 0, RANK_MAX)],
      [
        "interval",
        RULES.interval,
        INTERVALS.includes(interval) && (id === FREE_PLAN_ID) === isFree,
      ],
      // Who subscribed pays as they agreed to, and Stripe would charge at the old interval.
      ["interval", "stays what it was once the plan was on sale: make another plan", staysWhatItIs],
      ["creditRule", RULES.credit_rule, creditRule === "monthly" || interval === "once"],
      ["trialDays", RULES.trial_days, isWhole(trialDays, 0, TRIAL_DAYS_MAX)],
      ...priceChecks(prices, !isFree),
      ["prices", "none for the free plan", !isFree || prices.length === 0],
      ["allowance.v1", `0 to ${AMOUNT_MAX}`, isWhole(allowance.v1, 0, AMOUNT_MAX)],
      ["allowance.v2", `0 to ${AMOUNT_MAX}`, isWhole(allowance.v2, 0, AMOUNT_MAX)],
      ...quotaChecks(edit.quotas),
    ]);
  },
  rowOf: ({ texts, prices, allowance, ...rest }) => ({
    ...textColumns(TEXTS, texts),
    ...rest,
    prices: priceRows(prices),
    allowance: Object.entries(allowance).map(([version, credits]) => ({ version, credits })),
  }),
  editOf: (row) => {
    const allowed = (version: "v1" | "v2") =>
      numberIn(rowsIn(row.allowance).find((one) => one.version === version)?.credits);
    return {
      texts: textsFrom(TEXTS, row),
      family: stringIn(row.family),
      rank: numberIn(row.rank),
      interval: stringIn(row.interval) as PlanInterval,
      creditRule: row.creditRule === "once" ? "once" : "monthly",
      trialDays: numberIn(row.trialDays),
      prices: pricesFrom(row.prices),
      allowance: { v1: allowed("v1"), v2: allowed("v2") },
      quotas: rowsIn(row.quotas).map(({ product, limit, mode }) => ({
        product: stringIn(product),
        limit: numberIn(limit),
        mode: mode === "soft" ? "soft" : "hard",
      })),
    };
  },
};

const quotaChecks = (quotas: readonly QuotaEdit[]): Check[] => [
  [
    "quotas",
    "each product once",
    new Set(quotas.map(({ product }) => product)).size === quotas.length,
  ],
  ...quotas.flatMap(({ limit }, at): Check[] => [
    [`quotas.${at}.limit`, `0 to ${COUNT_MAX}`, isWhole(limit, 0, COUNT_MAX)],
  ]),
];
