import type { Grant } from "../catalog/sale.ts";
import { LANGUAGES, type Language } from "../language.ts";
import type { Asset } from "../ledger/assets.ts";
import type { Currency } from "../money.ts";

/**
 * What a month's invoice holds: something that was paid in it. Orders are, prepaid periods among them, and usage, which costs
 * nothing more: its price was taken in units that were sold before. Another source makes rows of this shape under a `ref` of its own
 * (worker/store/invoice-sales.ts), and all else follows.
 */
export interface InvoiceSale {
  /** Names it for ever: no sale is invoiced twice. `order:<number>`. */
  ref: string;
  /** By which the seller's taxes go. */
  kind: string;
  names: Record<Language, string>;
  quantity: number;
  unitAmountMinor: number;
  /** What was paid for it. */
  amountMinor: number;
  currency: Currency;
  paidAtMs: number;
}

/** Most sales of one document; what is more goes on the next one. Its content is one row of D1, of 2 MB at most. */
export const ITEMS_PER_INVOICE_MAX = 500;

export const orderSale = (orderNo: string): string => `order:${orderNo}`;

/** Power is named by its amount. */
const POWER: Record<Language, string> = { zh: "算力充值", en: "Power", jp: "パワーチャージ" };

/** What was sold, in every language: a document is read in more than the one in which it was bought. */
export function namesOf(itemName: string, grant: Grant): Record<Language, string> {
  if (grant.kind === "power") {
    const units = grant.power + grant.givePower;
    return { zh: `${POWER.zh} ${units}`, en: `${POWER.en} ${units}`, jp: `${POWER.jp} ${units}` };
  }
  const zh = grant.name || itemName;
  return { zh, en: grant.names?.en || zh, jp: grant.names?.jp || zh };
}

/** The kind of lines that say what was used. No tax is theirs: it was paid with the units. */
export const USAGE_KIND = "usage";

/** What a customer used of a product in a month, and the units that it took. */
export interface UsageCharge {
  product: string;
  asset: Asset;
  count: number;
  charged: number;
}

export const usageSale = (customerId: string, period: string, { product, asset }: UsageCharge) =>
  `usage:${customerId}:${period}:${product}:${asset}`;

const PAID_WITH: Record<Asset, Record<Language, (units: number) => string>> = {
  credits: {
    zh: (units) => `已用 ${units} 积分支付`,
    en: (units) => `paid with ${units} credits`,
    jp: (units) => `${units} クレジットで支払い済み`,
  },
  power: {
    zh: (units) => `已用 ${units} 算力支付`,
    en: (units) => `paid with ${units} power`,
    jp: (units) => `${units} パワーで支払い済み`,
  },
};

export interface UsageOf {
  customerId: string;
  period: string;
  /** Of the documents that it may stand on. */
  currency: Currency;
  /** When the month was over. */
  endMs: number;
  /** By product; one that is gone from the catalog is named by its id. */
  names: ReadonlyMap<string, Record<Language, string>>;
}

/** Usage as a line over nothing: the units were sold, and invoiced, when they were bought or with the plan. */
export function usageLine(charge: UsageCharge, of: UsageOf): InvoiceSale {
  const { product, asset, count, charged } = charge;
  const named = LANGUAGES.map((language) => {
    const name = of.names.get(product)?.[language] ?? product;
    return [language, `${name} (${PAID_WITH[asset][language](charged)})`];
  });
  return {
    ref: usageSale(of.customerId, of.period, charge),
    kind: USAGE_KIND,
    names: Object.fromEntries(named) as Record<Language, string>,
    ...{ quantity: count, unitAmountMinor: 0, amountMinor: 0 },
    ...{ currency: of.currency, paidAtMs: of.endMs - 1 },
  };
}
