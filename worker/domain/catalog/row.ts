import { ASSETS } from "../ledger/assets.ts";
import { AMOUNT_MAX } from "../ledger/operations.ts";
import { isCurrency } from "../money.ts";
import { FREE_PLAN_ID, type PlanInterval } from "../plan/plan.ts";
import {
  COUNT_MAX,
  POOLS,
  PRICE_AMOUNT_MAX,
  PRICE_PER_MAX,
  PRODUCT_KINDS,
} from "../usage/product.ts";
import type { OrderKind } from "./sale.ts";

/** Kinds of rows in the catalog: what orders sell, and what is counted. */
export type CatalogKind = OrderKind | "product";

/**
 * The rules of `catalog_fault` (migrations/0011, 0014) once more, for rows that come from elsewhere than D1: a value in KV can be
 * anything, whoever wrote it. A worker test holds the two together.
 */

/** Longest access that one order sells: a hundred years. */
export const DAYS_MAX = 36_500;

/** Alipay's most for one trade, 100,000,000.00 (Alipay Open Platform: `alipay.trade.precreate`). */
export const PRICE_MINOR_MAX = 10_000_000_000;

export const ID_LENGTH_MAX = 64;
export const NAME_LENGTH_MAX = 100;
export const DESCRIPTION_LENGTH_MAX = 2_000;
export const LINES_MAX = 50;
export const JSON_LENGTH_MAX = 20_000;
const STOCK_MAX = 1_000_000_000;
export const TIER_MAX = 1_000;
export const RANK_MAX = 1_000;
export const TRIAL_DAYS_MAX = 730;

/** What a column must hold, as an operator is told. */
const PRICE = `1 to ${PRICE_MINOR_MAX}`;
const ID = `1 to ${ID_LENGTH_MAX} characters`;
const LABEL = `at most ${NAME_LENGTH_MAX} characters`;
const CURRENCY = "CNY, USD or JPY, in capitals";
const NAME = `1 to ${NAME_LENGTH_MAX} characters, not blank`;
const DESCRIPTION = `at most ${DESCRIPTION_LENGTH_MAX} characters`;
const LINES = `a JSON array of texts, at most ${LINES_MAX}, of ${JSON_LENGTH_MAX} characters in all`;

export const FIELD_RULES = {
  coze: {
    id: ID,
    name: NAME,
    label: LABEL,
    description: DESCRIPTION,
    content: LINES,
    translations:
      "a JSON object of objects by language, their parts as those of the package itself",
    duration_days: `1 to ${DAYS_MAX}`,
    current_price_minor: PRICE,
    original_price_minor: `NULL, or ${PRICE}`,
    currency: CURRENCY,
    stock: `NULL, or 0 to ${STOCK_MAX}`,
    tier: `0 to ${TIER_MAX}`,
  },
  recharge: {
    id: ID,
    power: `1 to ${AMOUNT_MAX}`,
    give_power: `0 or more, and with power at most ${AMOUNT_MAX}`,
    sell_price_minor: PRICE,
    currency: CURRENCY,
    label: LABEL,
    translations: "a JSON object of objects by language, each with a text as label",
  },
  credits: {
    id: ID,
    credits: `1 to ${AMOUNT_MAX}`,
    name: NAME,
    label: LABEL,
    translations: "a JSON object of objects by language, each with a text as name and as label",
    price: "there, in CNY, USD or JPY (credit_package_price)",
  },
  subscription: {
    id: ID,
    family: ID,
    rank: `0 to ${RANK_MAX}, no other plan the same`,
    interval: "none, month, year or once; none for the plan free and no other",
    credit_rule: "monthly or once; once for a plan that is paid once",
    trial_days: `0 to ${TRIAL_DAYS_MAX}`,
    name: NAME,
    description: DESCRIPTION,
    features: LINES,
    translations: "a JSON object of objects by language, their parts as those of the plan itself",
    allowance: "there for v1 and for v2 (plan_allowance)",
    price: "there, in CNY, USD or JPY (plan_price); none for the free plan",
  },
  product: {
    id: `1 to ${ID_LENGTH_MAX} of a to z, 0 to 9 and _`,
    pooled: "0 or 1; 0 for a gauge",
    asset: "NULL, power or credits; NULL for a gauge",
    name: NAME,
    unit: NAME,
    translations: "a JSON object of objects by language, each with a text as name and as unit",
    price:
      "there where there is an asset, and only there; by pool only where pooled (product_price)",
  },
} as const satisfies Record<CatalogKind, Record<string, string>>;

/** The first column that breaks its rule; null when none does. */
export type FieldAtFault<Kind extends CatalogKind> = keyof (typeof FIELD_RULES)[Kind] | null;

export function packageFault(row: unknown): FieldAtFault<"coze"> {
  if (!isRecord(row)) return "id";
  const checks: [NonNullable<FieldAtFault<"coze">>, boolean][] = [
    ["id", isText(row.id, ID_LENGTH_MAX) && row.id !== ""],
    ["name", isName(row.name)],
    ["label", isText(row.label, NAME_LENGTH_MAX)],
    ["description", isText(row.description, DESCRIPTION_LENGTH_MAX)],
    ["content", isLines(row.content) && row.content.length <= LINES_MAX && isShort(row.content)],
    ["translations", isTranslations(row.translations, isPackageTexts)],
    ["duration_days", isWhole(row.durationDays, 1, DAYS_MAX)],
    ["current_price_minor", isPrice(row.currentPriceMinor)],
    ["original_price_minor", row.originalPriceMinor === null || isPrice(row.originalPriceMinor)],
    ["currency", typeof row.currency === "string" && isCurrency(row.currency)],
    ["stock", row.stock === null || isWhole(row.stock, 0, STOCK_MAX)],
    ["tier", isWhole(row.tier, 0, TIER_MAX)],
  ];
  return firstBroken(checks);
}

export function ruleFault(row: unknown): FieldAtFault<"recharge"> {
  if (!isRecord(row)) return "id";
  const { power, givePower } = row;
  const checks: [NonNullable<FieldAtFault<"recharge">>, boolean][] = [
    ["id", isText(row.id, ID_LENGTH_MAX) && row.id !== ""],
    ["power", isWhole(power, 1, AMOUNT_MAX)],
    ["give_power", isWhole(givePower, 0, AMOUNT_MAX) && Number(power) + givePower <= AMOUNT_MAX],
    ["sell_price_minor", isPrice(row.sellPriceMinor)],
    ["currency", typeof row.currency === "string" && isCurrency(row.currency)],
    ["label", isText(row.label, NAME_LENGTH_MAX)],
    ["translations", isTranslations(row.translations, isRuleTexts)],
  ];
  return firstBroken(checks);
}

export function packFault(row: unknown): FieldAtFault<"credits"> {
  if (!isRecord(row)) return "id";
  return firstBroken([
    ["id", isText(row.id, ID_LENGTH_MAX) && row.id !== ""],
    ["credits", isWhole(row.credits, 1, AMOUNT_MAX)],
    ["name", isName(row.name)],
    ["label", isText(row.label, NAME_LENGTH_MAX)],
    ["translations", isTranslations(row.translations, isPackTexts)],
    ["price", isPrices(row.prices) && row.prices.length > 0],
  ]);
}

export function planFault(row: unknown): FieldAtFault<"subscription"> {
  if (!isRecord(row)) return "id";
  const { interval, creditRule, allowance } = row;
  const isFree = interval === "none";
  return firstBroken([
    ["id", isText(row.id, ID_LENGTH_MAX) && row.id !== ""],
    ["family", isText(row.family, ID_LENGTH_MAX) && row.family !== ""],
    ["rank", isWhole(row.rank, 0, RANK_MAX)],
    ["interval", isOneOf(interval, INTERVALS) && (row.id === FREE_PLAN_ID) === isFree],
    ["credit_rule", creditRule === "monthly" || (creditRule === "once" && interval === "once")],
    ["trial_days", isWhole(row.trialDays, 0, TRIAL_DAYS_MAX)],
    ["name", isName(row.name)],
    ["description", isText(row.description, DESCRIPTION_LENGTH_MAX)],
    [
      "features",
      isLines(row.features) && row.features.length <= LINES_MAX && isShort(row.features),
    ],
    ["translations", isTranslations(row.translations, isPlanTexts)],
    [
      "allowance",
      isRecord(allowance) &&
        isWhole(allowance.v1, 0, AMOUNT_MAX) &&
        isWhole(allowance.v2, 0, AMOUNT_MAX),
    ],
    ["price", isPrices(row.prices) && row.prices.length > 0 !== isFree && isQuotas(row.quotas)],
  ]);
}

/** The view has no rule for `kind`: the table's CHECK does not let another one in. */
export function productFault(row: unknown): FieldAtFault<"product"> {
  if (!isRecord(row) || !isOneOf(row.kind, PRODUCT_KINDS)) return "id";
  const { asset, pooled, prices } = row;
  const isGauge = row.kind === "gauge";
  return firstBroken([
    ["id", typeof row.id === "string" && PRODUCT_ID.test(row.id)],
    ["pooled", typeof pooled === "boolean" && !(pooled && isGauge)],
    ["asset", asset === null || (isOneOf(asset, ASSETS) && !isGauge)],
    ["name", isName(row.name)],
    ["unit", isName(row.unit)],
    ["translations", isTranslations(row.translations, isProductTexts)],
    [
      "price",
      Array.isArray(prices) &&
        prices.length > 0 === (asset !== null) &&
        prices.every((price) => isProductPrice(price, pooled === true)),
    ],
  ]);
}

export const PRODUCT_ID = /^[a-z0-9_]{1,64}$/;

const isProductPrice = (price: unknown, pooled: boolean): boolean =>
  isRecord(price) &&
  (price.model === null || isText(price.model, NAME_LENGTH_MAX)) &&
  (price.pool === null || (pooled && isOneOf(price.pool, POOLS))) &&
  isWhole(price.amount, 0, PRICE_AMOUNT_MAX) &&
  isWhole(price.per, 1, PRICE_PER_MAX) &&
  isWhole(price.fromMs, 0, Number.MAX_SAFE_INTEGER);

const isProductTexts = ({ name, unit }: Values): boolean =>
  (name == null || isName(name)) && (unit == null || isName(unit));

/** Left out in a plan from before there were any. */
const isQuotas = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) &&
    value.every(
      (quota) =>
        isRecord(quota) &&
        typeof quota.product === "string" &&
        isWhole(quota.limit, 0, COUNT_MAX) &&
        isOneOf(quota.mode, ["hard", "soft"]),
    ));

export const INTERVALS: readonly PlanInterval[] = ["none", "month", "year", "once"];

const firstBroken = <Field>(checks: [Field, boolean][]): Field | null =>
  checks.find(([, holds]) => !holds)?.[0] ?? null;

type Values = Record<string, unknown>;

const isRecord = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

export const isPrice = (value: unknown): boolean => isWhole(value, 1, PRICE_MINOR_MAX);

/** Characters are counted as SQLite does. It ends a text at NUL, so none may be in it. */
export const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === "string" &&
  value.length <= 2 * lengthMax && // Before the count: a value may be megabytes.
  [...value].length <= lengthMax &&
  !value.includes("\0");

export const isName = (value: unknown): boolean =>
  isText(value, NAME_LENGTH_MAX) && value.replace(/^ +| +$/g, "") !== "";

const isLines = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((line) => typeof line === "string");

/** In D1 the text as it was written counts, which may have more blanks: that much more is no fault here. */
export const isShort = (value: unknown): boolean =>
  [...JSON.stringify(value)].length <= JSON_LENGTH_MAX;

const isTranslations = (value: unknown, isTexts: (texts: Values) => boolean): boolean =>
  isRecord(value) &&
  isShort(value) &&
  [value.en, value.jp].every((texts) => texts == null || (isRecord(texts) && isTexts(texts)));

const isOptionalText = (value: unknown): boolean => value == null || typeof value === "string";

const isPackageTexts = ({ name, label, description, content }: Values): boolean =>
  (name == null || isName(name)) &&
  isOptionalText(label) &&
  isOptionalText(description) &&
  (content == null || isLines(content));

const isPackTexts = ({ name, label }: Values): boolean =>
  (name == null || isName(name)) && isOptionalText(label);

const isPlanTexts = ({ name, description, features }: Values): boolean =>
  (name == null || isName(name)) &&
  isOptionalText(description) &&
  (features == null || isLines(features));

const isOneOf = <Value>(value: unknown, values: readonly Value[]): value is Value =>
  values.includes(value as Value);

const isPrices = (value: unknown): value is unknown[] =>
  Array.isArray(value) &&
  value.every(
    (price) =>
      isRecord(price) &&
      typeof price.currency === "string" &&
      isCurrency(price.currency) &&
      isPrice(price.amountMinor),
  );

const isRuleTexts = ({ label }: Values): boolean => isOptionalText(label);
