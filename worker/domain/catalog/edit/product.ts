import { ASSETS, type Asset } from "../../ledger/assets.ts";
import {
  POOLS,
  type Pool,
  PRICE_AMOUNT_MAX,
  PRICE_PER_MAX,
  type ProductKind,
} from "../../usage/product.ts";
import { FIELD_RULES, isText, isWhole, NAME_LENGTH_MAX } from "../row.ts";
import {
  type Check,
  faultsIn,
  numberIn,
  rowsIn,
  stringIn,
  type TextsOf,
  textChecks,
  textColumns,
  textsFrom,
} from "./fields.ts";
import type { CatalogNoun, Standing } from "./noun.ts";

const TEXTS = { name: "name", unit: "name" } as const;

/** `amount` of the asset for each `per` units, from an instant on; empty for all models, for all pools. */
export interface ProductPriceEdit {
  model: string;
  pool: Pool | "";
  amount: number;
  per: number;
  /** ISO 8601. */
  from: string;
}

/** A product that is counted, as operators write it. */
export interface ProductEdit {
  texts: TextsOf<typeof TEXTS>;
  kind: ProductKind;
  pooled: boolean;
  asset: Asset | null;
  prices: ProductPriceEdit[];
}

const RULES = FIELD_RULES.product;
const STAYS = "stays what it was once the product was on: what was counted goes by it";

export const PRODUCTS: CatalogNoun<ProductEdit> = {
  kind: "product",
  texts: TEXTS,
  faultsOf: (edit, standing) => {
    const { texts, kind, pooled, asset, prices } = edit;
    const isGauge = kind === "gauge";
    const { before, isDraft } = standing;
    const isFree = before === null || isDraft;
    return faultsIn([
      ...textChecks(TEXTS, texts),
      ["kind", "stays what it was: make another product", before === null || before.kind === kind],
      ["pooled", RULES.pooled, !(pooled && isGauge)],
      ["pooled", STAYS, isFree || before.pooled === pooled],
      ["asset", RULES.asset, asset === null || (ASSETS.includes(asset) && !isGauge)],
      // Prices that held are in the asset that they were in.
      ["asset", STAYS, isFree || before.asset === asset || before.prices.length === 0],
      ["prices", RULES.price, prices.length > 0 === (asset !== null)],
      ["prices", "one price for each model, pool and instant", areDistinct(prices)],
      ...prices.flatMap((price, at) => priceFaults(price, `prices.${at}`, pooled)),
      ...pastChecks(prices, standing),
    ]);
  },
  rowOf: ({ texts, kind, pooled, asset, prices }) => ({
    ...textColumns(TEXTS, texts),
    ...{ kind, pooled, asset },
    prices: prices.map(({ from, ...price }) => ({ ...price, fromMs: Date.parse(from) })),
  }),
  editOf: (row) => ({
    texts: textsFrom(TEXTS, row),
    kind: row.kind === "gauge" ? "gauge" : "counter",
    pooled: row.pooled === true,
    asset: ASSETS.find((asset) => asset === row.asset) ?? null,
    prices: rowsIn(row.prices).map(({ model, pool, amount, per, fromMs }) => ({
      model: stringIn(model),
      pool: POOLS.find((one) => one === pool) ?? "",
      amount: numberIn(amount),
      per: numberIn(per),
      from: new Date(numberIn(fromMs)).toISOString(),
    })),
  }),
};

const nameOf = ({ model, pool, from }: ProductPriceEdit): string =>
  JSON.stringify([model, pool, Date.parse(from)]);

const areDistinct = (prices: readonly ProductPriceEdit[]): boolean =>
  new Set(prices.map(nameOf)).size === prices.length;

const priceFaults = (
  { model, pool, amount, per, from }: ProductPriceEdit,
  at: string,
  pooled: boolean,
): Check[] => [
  [`${at}.model`, `at most ${NAME_LENGTH_MAX} characters`, isText(model, NAME_LENGTH_MAX)],
  [`${at}.pool`, "empty where the product has no pools", pool === "" || pooled],
  [`${at}.amount`, `0 to ${PRICE_AMOUNT_MAX}`, isWhole(amount, 0, PRICE_AMOUNT_MAX)],
  [`${at}.per`, `1 to ${PRICE_PER_MAX}`, isWhole(per, 1, PRICE_PER_MAX)],
  [`${at}.from`, "a time from 1970 on", Date.parse(from) >= 0],
];

/** A price that has begun stays, and none begins in the past: an event costs what held when it happened. */
function pastChecks(
  prices: readonly ProductPriceEdit[],
  { before, isDraft, nowMs }: Standing<ProductEdit>,
): Check[] {
  if (before === null || isDraft) return [];
  const whole = (price: ProductPriceEdit) =>
    JSON.stringify([nameOf(price), price.amount, price.per]);
  const [then, now] = [new Set(before.prices.map(whole)), new Set(prices.map(whole))];
  const stay = before.prices
    .filter(({ from }) => Date.parse(from) <= nowMs)
    .every((price) => now.has(whole(price)));
  return [
    ["prices", "a price that has begun stays: add another that begins later", stay],
    ...prices.map(
      (price, at): Check => [
        `prices.${at}.from`,
        "a new price begins in the future",
        then.has(whole(price)) || Date.parse(price.from) > nowMs,
      ],
    ),
  ];
}
