import type { Grant } from "../catalog/sale.ts";
import type { Language } from "../language.ts";
import type { Currency } from "../money.ts";

/**
 * What a month's invoice holds: something that was paid in it. Orders are, prepaid periods among them. Another source, such
 * as metered usage, makes rows of this shape under a `ref` of its own (worker/store/invoice-sales.ts), and all else follows.
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
