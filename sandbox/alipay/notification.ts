import { randomUUID } from "node:crypto";
import { beijingTime } from "../clock.ts";
import { ALIPAY_VARIANTS, type AlipayVariant } from "../faults.ts";
import { formatYuan } from "../money.ts";
import type { Message, Notification } from "../notifier.ts";
import { forgerKey, randomDigits, signText, spoilSignature } from "../signing.ts";
import type { World } from "../world.ts";
import {
  type AlipayRefund,
  type AlipayTrade,
  isPaid,
  refundedMinor,
  type ScannedTrade,
} from "./trade.ts";
import { ALTERATIONS, type Alteration } from "./variants.ts";

type Form = Record<string, string>;

export function sendPaid(world: World, trade: ScannedTrade): void {
  send(world, trade, paidForm(world, trade));
}

/** A partial refund repeats TRADE_SUCCESS (section 2.10); a full one closes, which is notified only when switched on. */
export function sendRefunded(world: World, trade: ScannedTrade, refund: AlipayRefund): void {
  const occasion = { gateway: "alipay", outTradeNo: trade.number } as const;
  const told =
    trade.state !== "TRADE_CLOSED" || world.faults.take("notify-closed-trades", occasion);
  if (told) send(world, trade, refundForm(world, trade, refund));
}

/** TRADE_CLOSED of an unpaid trade: off by default for face-to-face payment (section 2.10). */
export function sendClosed(world: World, trade: ScannedTrade): void {
  const occasion = { gateway: "alipay", outTradeNo: trade.number } as const;
  if (!world.faults.take("notify-closed-trades", occasion)) return;
  send(world, trade, { ...tradeForm(world, trade), gmt_close: beijingTime(world.clock.now()) });
}

export interface CraftRequest {
  variant: AlipayVariant;
  /** Asserts a payment that never happened, signed by a key the gateway never had. */
  force: boolean;
}

/** These are true statements in the gateway's own hand, so the trade has to be paid. */
const TRUE_STATEMENTS: ReadonlySet<AlipayVariant> = new Set([
  "genuine",
  "trade-finished",
  "partial-refund-repeat",
  "old-timestamp",
]);

/** One crafted notification, or the reason why the real gateway could not send it. */
export function craftAlipay(
  world: World,
  trade: AlipayTrade,
  { variant, force }: CraftRequest,
): Notification | string {
  if (trade.notifyUrl === undefined) return "the trade has no notify_url";
  const paid = isPaid(trade);
  if (TRUE_STATEMENTS.has(variant) && !paid && !force) return "the trade is not paid";
  const form = paidForm(world, paid ? (trade as ScannedTrade) : pretendPaid(world, trade));
  const alteration = ALTERATIONS[variant](form);
  if (force && !paid) alteration.privateKey = forgerKey();
  const notifyId = newNotifyId();
  const compose = () => composeMessage(world, form, notifyId, variant, alteration);
  return { gateway: "alipay", outTradeNo: trade.number, url: trade.notifyUrl, compose };
}

function send(world: World, trade: ScannedTrade, form: Form): void {
  if (trade.notifyUrl === undefined) return;
  const notifyId = newNotifyId();
  const outTradeNo = trade.number;
  const compose = () => {
    const variant = activeVariant(world, outTradeNo);
    return composeMessage(world, form, notifyId, variant, ALTERATIONS[variant](form));
  };
  void world.notifier.send({ gateway: "alipay", outTradeNo, url: trade.notifyUrl, compose });
}

function activeVariant(world: World, outTradeNo: string): AlipayVariant {
  const struck = ALIPAY_VARIANTS.find(
    (variant) =>
      variant !== "genuine" && world.faults.take(variant, { gateway: "alipay", outTradeNo }),
  );
  return struck ?? "genuine";
}

function composeMessage(
  world: World,
  form: Form,
  notifyId: string,
  variant: string,
  alteration: Alteration,
): Message {
  const fields: Form = {
    ...form,
    notify_time: beijingTime(world.clock.now()),
    notify_id: notifyId,
    ...alteration.fields,
  };
  const privateKey = alteration.privateKey ?? world.keys.alipay.gatewayPrivateKey;
  const signature = signText(signedText(fields), privateKey, alteration.hash);
  const sign = alteration.spoiled ? spoilSignature(signature) : signature;
  const signed = {
    ...fields,
    sign_type: alteration.signType ?? "RSA2",
    ...(!alteration.unsigned && { sign }),
  };
  return {
    variant,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
      "User-Agent": "Mozilla/4.0",
    },
    body: new URLSearchParams({ ...signed, ...alteration.fieldsAfterSigning }).toString(),
  };
}

/** Section 2.10: unlike requests, notifications leave `sign_type` out of the signed text. */
const signedText = (form: Form): string =>
  Object.entries(form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

function tradeForm(world: World, trade: ScannedTrade): Form {
  const { appId, sellerId } = world.keys.alipay;
  const amount = formatYuan(trade.amountMinor);
  return {
    notify_type: "trade_status_sync",
    app_id: appId,
    auth_app_id: appId,
    charset: "utf-8",
    version: "1.0",
    trade_no: trade.scanned.tradeNo,
    out_trade_no: trade.number,
    buyer_id: trade.scanned.buyerId,
    buyer_logon_id: "zhi***@example.com",
    seller_id: sellerId,
    seller_email: "merchant@example.com",
    trade_status: trade.state,
    total_amount: amount,
    subject: trade.subject,
    gmt_create: beijingTime(trade.scanned.at),
    ...(trade.body && { body: trade.body }),
    ...(trade.passbackParams && { passback_params: trade.passbackParams }),
  };
}

function paidForm(world: World, trade: ScannedTrade): Form {
  const amount = formatYuan(trade.amountMinor);
  return {
    ...tradeForm(world, trade),
    receipt_amount: amount,
    invoice_amount: amount,
    buyer_pay_amount: amount,
    point_amount: "0.00",
    gmt_payment: beijingTime(trade.paidAt ?? world.clock.now()),
    fund_bill_list: JSON.stringify([{ amount, fundChannel: "ALIPAYACCOUNT" }]),
  };
}

const refundForm = (world: World, trade: ScannedTrade, refund: AlipayRefund): Form => ({
  ...paidForm(world, trade),
  out_biz_no: refund.number,
  refund_fee: formatYuan(refundedMinor(trade)),
  gmt_refund: `${beijingTime(refund.at)}.000`,
});

const pretendPaid = (world: World, trade: AlipayTrade): ScannedTrade => ({
  ...trade,
  state: "TRADE_SUCCESS",
  paidAt: world.clock.now(),
  scanned: trade.scanned ?? {
    tradeNo: `20881122${randomDigits(20)}`,
    at: world.clock.now(),
    buyerId: `2088${randomDigits(12)}`,
  },
});

const newNotifyId = (): string => randomUUID().replaceAll("-", "") + randomDigits(2);
