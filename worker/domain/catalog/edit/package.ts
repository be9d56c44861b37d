import { isCurrency } from "../../money.ts";
import { DAYS_MAX, FIELD_RULES, isWhole, TIER_MAX } from "../row.ts";
import {
  CURRENCY_RULE,
  faultsIn,
  isPriceText,
  majorOf,
  minorOf,
  numberIn,
  PRICE_RULE,
  stringIn,
  type TextsOf,
  textChecks,
  textColumns,
  textsFrom,
} from "./fields.ts";
import type { CatalogNoun } from "./noun.ts";

const TEXTS = {
  name: "name",
  label: "label",
  description: "description",
  content: "lines",
} as const;

/** A Coze package as operators write it. */
export interface PackageEdit {
  texts: TextsOf<typeof TEXTS>;
  /** Days of access. */
  duration: number;
  currentPrice: string;
  /** The struck one. */
  originalPrice: string | null;
  currency: string;
  tier: number;
}

export const PACKAGES: CatalogNoun<PackageEdit> = {
  kind: "coze",
  texts: TEXTS,
  faultsOf: ({ texts, duration, currentPrice, originalPrice, currency, tier }) =>
    faultsIn([
      ...textChecks(TEXTS, texts),
      ["duration", FIELD_RULES.coze.duration_days, isWhole(duration, 1, DAYS_MAX)],
      ["currency", CURRENCY_RULE, isCurrency(currency)],
      ["currentPrice", PRICE_RULE, isPriceText(currentPrice, currency)],
      ["originalPrice", PRICE_RULE, originalPrice === null || isPriceText(originalPrice, currency)],
      ["tier", FIELD_RULES.coze.tier, isWhole(tier, 0, TIER_MAX)],
    ]),
  rowOf: ({ texts, duration, currentPrice, originalPrice, currency, tier }) => ({
    ...textColumns(TEXTS, texts),
    durationDays: duration,
    currentPriceMinor: minorOf(currentPrice, currency),
    originalPriceMinor: originalPrice === null ? null : minorOf(originalPrice, currency),
    ...{ currency, tier },
  }),
  editOf: (row) => ({
    texts: textsFrom(TEXTS, row),
    duration: numberIn(row.durationDays),
    currentPrice: majorOf(row.currentPriceMinor, row.currency),
    originalPrice:
      row.originalPriceMinor === null ? null : majorOf(row.originalPriceMinor, row.currency),
    currency: stringIn(row.currency),
    tier: numberIn(row.tier),
  }),
};
