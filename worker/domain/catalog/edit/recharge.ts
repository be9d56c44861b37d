import { AMOUNT_MAX } from "../../ledger/operations.ts";
import { isCurrency } from "../../money.ts";
import { FIELD_RULES, isWhole } from "../row.ts";
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

const TEXTS = { label: "label" } as const;

/** A recharge rule as operators write it. */
export interface RechargeEdit {
  texts: TextsOf<typeof TEXTS>;
  power: number;
  givePower: number;
  sellPrice: string;
  currency: string;
}

export const RECHARGE_RULES: CatalogNoun<RechargeEdit> = {
  kind: "recharge",
  texts: TEXTS,
  faultsOf: ({ texts, power, givePower, sellPrice, currency }) =>
    faultsIn([
      ...textChecks(TEXTS, texts),
      ["power", FIELD_RULES.recharge.power, isWhole(power, 1, AMOUNT_MAX)],
      [
        "givePower",
        FIELD_RULES.recharge.give_power,
        isWhole(givePower, 0, AMOUNT_MAX) && !(power + givePower > AMOUNT_MAX),
      ],
      ["currency", CURRENCY_RULE, isCurrency(currency)],
      ["sellPrice", PRICE_RULE, isPriceText(sellPrice, currency)],
    ]),
  rowOf: ({ texts, power, givePower, sellPrice, currency }) => ({
    ...textColumns(TEXTS, texts),
    ...{ power, givePower, currency },
    sellPriceMinor: minorOf(sellPrice, currency),
  }),
  editOf: (row) => ({
    texts: textsFrom(TEXTS, row),
    power: numberIn(row.power),
    givePower: numberIn(row.givePower),
    sellPrice: majorOf(row.sellPriceMinor, row.currency),
    currency: stringIn(row.currency),
  }),
};
