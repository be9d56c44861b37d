import { beijingDay } from "../time.ts";

/**
 * Order numbers and the gateway numbers under them. The order number is the order's id everywhere: the name of its
 * object, the key in D1, and the head of every `out_trade_no`, so a notification finds its order without a lookup.
 */

/** Crockford's base 32: no I, L, O or U to misread. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 50 random bits beside the date. A collision is refused by the primary key. */
const RANDOM_LENGTH = 10;

/** "EC" + Beijing date + ten random characters, 20 in all. `random` yields bytes. */
export function makeOrderNo(nowMs: number, random: (length: number) => Uint8Array): string {
  const date = beijingDay(nowMs).replaceAll("-", "");
  const tail = Array.from(random(RANDOM_LENGTH), (byte) => ALPHABET[byte % 32]).join("");
  return `EC${date}${tail}`;
}

const ORDER_NUMBER = /^EC\d{8}[0-9A-HJKMNP-TV-Z]{10}$/;
const GATEWAY_NUMBER = /^(EC\d{8}[0-9A-HJKMNP-TV-Z]{10})([_R])(\d{1,3})$/;

export const isOrderNo = (text: string): boolean => ORDER_NUMBER.test(text);

/** `out_trade_no`: 6 to 32 of `[0-9A-Za-z_]` satisfies both gateways (WeChat Pay API v3: Native order). */
export const makeTradeNo = (orderNo: string, ordinal: number): string => `${orderNo}_${ordinal}`;

/** `out_refund_no` / `out_request_no`, the same on every retry of one refund. */
export const makeRefundNo = (orderNo: string, ordinal: number): string => `${orderNo}R${ordinal}`;

/** The order behind a gateway number, or null when it is none of ours. */
export const orderNoOf = (tradeNo: string): string | null =>
  GATEWAY_NUMBER.exec(tradeNo)?.[1] ?? null;
