import { type SQL, sql } from "drizzle-orm";
import type { CatalogKind } from "../domain/catalog/row.ts";
import type { OrderKind } from "../domain/catalog/sale.ts";
import { cozePackage } from "./schema.ts";

/** Where a kind's items are, and how a row of theirs reads as something sold. Fixed SQL, never a customer's text. */
interface ItemSource {
  table: SQL;
  /** The view of the kind's rows that break a rule of the catalog. To ask the one of all kinds took half of an order's claim. */
  faults: SQL;
  /** What the payer and the records read. */
  name: SQL;
  /** JSON of domain/catalog/sale.ts, `Grant`. */
  grant: SQL;
  priceMinor: SQL;
  /**
   * The table again where it has stock: a column `stock` of units left to sell, NULL without limit, and a CHECK that it is
   * not below zero, by which a sale of a unit too many is refused. Null where the kind has none.
   */
  stocked: typeof cozePackage | null;
}

/** What the tables are called, for operators. */
export const ITEM_TABLES: Record<CatalogKind, string> = {
  coze: "coze_package",
  recharge: "recharge_rule",
  credits: "credit_package",
  subscription: "plan",
  product: "product",
};

const RECHARGE_NAME = sql`('算力充值 ' || (power + give_power))`;

export const ITEM_SOURCES: Record<OrderKind, ItemSource> = {
  coze: {
    table: sql`coze_package`,
    faults: sql`coze_package_fault`,
    name: sql`name`,
    grant: sql`json_object('kind', 'coze', 'name', name, 'days', duration_days, 'tier', tier,
                           'names', json_object('en', translations ->> '$.en.name', 'jp', translations ->> '$.jp.name'))`,
    priceMinor: sql`current_price_minor`,
    stocked: cozePackage,
  },
  recharge: {
    table: sql`recharge_rule`,
    faults: sql`recharge_rule_fault`,
    name: RECHARGE_NAME,
    grant: sql`json_object('kind', 'power', 'name', ${RECHARGE_NAME}, 'power', power, 'givePower', give_power)`,
    priceMinor: sql`sell_price_minor`,
    stocked: null,
  },
  subscription: {
    // What it costs a customer, and what that buys, is worked out before (worker/actions/changePlan.ts) and claimed as an offer.
    table: sql`(SELECT plan.*, currency, amount_minor FROM plan
                JOIN plan_price ON plan_id = plan.id AND currency = 'CNY')`,
    faults: sql`plan_fault`,
    name: sql`name`,
    grant: sql`NULL`,
    priceMinor: sql`amount_minor`,
    stocked: null,
  },
  credits: {
    // WeChat Pay and Alipay take CNY alone; the other prices are for ways that take them.
    table: sql`(SELECT credit_package.*, currency, amount_minor FROM credit_package
                JOIN credit_package_price ON package_id = credit_package.id AND currency = 'CNY')`,
    faults: sql`credit_package_fault`,
    name: sql`name`,
    grant: sql`json_object('kind', 'credits', 'name', name, 'credits', credits,
                           'names', json_object('en', translations ->> '$.en.name', 'jp', translations ->> '$.jp.name'))`,
    priceMinor: sql`amount_minor`,
    stocked: null,
  },
};
