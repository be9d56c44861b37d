import { AMOUNT_MAX } from "../../ledger/operations.ts";
import { FIELD_RULES, isWhole } from "../row.ts";
import {
  faultsIn,
  numberIn,
  type PriceText,
  priceChecks,
  priceRows,
  pricesFrom,
  type TextsOf,
  textChecks,
  textColumns,
  textsFrom,
} from "./fields.ts";
import type { CatalogNoun } from "./noun.ts";

const TEXTS = { name: "name", label: "label" } as const;

/** A pack of credits as operators write it. */
export interface PackEdit {
  texts: TextsOf<typeof TEXTS>;
  credits: number;
  prices: PriceText[];
}

export const CREDIT_PACKAGES: CatalogNoun<PackEdit> = {
  kind: "credits",
  texts: TEXTS,
  faultsOf: ({ texts, credits, prices }) =>
    faultsIn([
      ...textChecks(TEXTS, texts),
      ["credits", FIELD_RULES.credits.credits, isWhole(credits, 1, AMOUNT_MAX)],
      ...priceChecks(prices, true),
    ]),
  rowOf: ({ texts, credits, prices }) => ({
    ...textColumns(TEXTS, texts),
    credits,
    prices: priceRows(prices),
  }),
  editOf: (row) => ({
    texts: textsFrom(TEXTS, row),
    credits: numberIn(row.credits),
    prices: pricesFrom(row.prices),
  }),
};
