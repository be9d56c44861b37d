import { randomUUID } from "node:crypto";
import { beijingDay, rfc3339 } from "../clock.ts";
import { type FaultName, WECHAT_VARIANTS, type WechatVariant } from "../faults.ts";
import type { Message, Notification } from "../notifier.ts";
import { forgerKey, randomDigits, randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { encryptResource } from "./certificates.ts";
import { publicKeySeal, type Seal, sealHeaders } from "./reply.ts";
import { isPaid, type WechatRefund, type WechatTrade } from "./trade.ts";
import { transactionOf } from "./trades.ts";
import { ALTERATIONS, type Alteration } from "./variants.ts";

/** What happened, before it is encrypted, signed and possibly altered. */
interface Event {
  id: string;
  type: string;
  summary: string;
  originalType: "transaction" | "refund";
  at: number;
  plaintext: Record<string, unknown>;
}

/** Notifies the merchant that a trade is paid; faults alter single deliveries. */
export function sendPaid(world: World, trade: WechatTrade): void {
  const event = paidEvent(world, trade);
  send(world, trade.number, trade.notifyUrl, event);
}

const REFUND_EVENTS: Record<string, string> = {
  SUCCESS: "退款成功",
  ABNORMAL: "退款异常",
  CLOSED: "退款关闭",
};

/** Section 1.7: refund events name another original_type and carry no appid. */
export function sendRefunded(world: World, trade: WechatTrade, refund: WechatRefund): void {
  const event: Event = {
    id: randomUUID(),
    type: `REFUND.${refund.state}`,
    summary: REFUND_EVENTS[refund.state] ?? "退款通知",
    originalType: "refund",
    at: world.clock.now(),
    plaintext: {
      mchid: world.keys.wechat.merchantId,
      out_trade_no: trade.number,
      transaction_id: trade.transactionId,
      out_refund_no: refund.number,
      refund_id: refund.refundId,
      refund_status: refund.state,
      ...(refund.succeededAt !== undefined && { success_time: rfc3339(refund.succeededAt) }),
      user_received_account: "支付用户零钱",
      amount: {
        total: trade.amountMinor,
        refund: refund.amountMinor,
        payer_total: trade.amountMinor,
        payer_refund: refund.amountMinor,
      },
    },
  };
  send(world, trade.number, refund.notifyUrl ?? trade.notifyUrl, event);
}

export interface CraftRequest {
  variant: WechatVariant;
  /** Asserts a payment that never happened, signed by a key the gateway never had. */
  force: boolean;
}

/** These are true statements in the gateway's own hand, so the trade has to be paid. */
const TRUE_STATEMENTS: ReadonlySet<WechatVariant> = new Set(["genuine", "certificate-signed"]);

/** One crafted notification, or the reason why the real gateway could not send it. */
export function craftWechat(
  world: World,
  trade: WechatTrade,
  { variant, force }: CraftRequest,
): Notification | string {
  const paid = isPaid(trade);
  if (TRUE_STATEMENTS.has(variant) && !paid && !force) return "the trade is not paid";
  const event = paidEvent(world, paid ? trade : pretendPaid(world, trade));
  const alteration = ALTERATIONS[variant](event.plaintext);
  if (force && !paid) alteration.privateKey = forgerKey();
  const { number: outTradeNo, notifyUrl: url } = trade;
  const compose = () => composeMessage(world, event, variant, alteration);
  return { gateway: "wechat", outTradeNo, url, compose };
}

function send(world: World, outTradeNo: string, url: string, event: Event): void {
  const compose = () => {
    const variant = activeVariant(world, outTradeNo);
    return composeMessage(world, event, variant, ALTERATIONS[variant](event.plaintext));
  };
  void world.notifier.send({ gateway: "wechat", outTradeNo, url, compose });
}

function activeVariant(world: World, outTradeNo: string): WechatVariant {
  const struck = WECHAT_VARIANTS.find(
    (variant) =>
      variant !== "genuine" &&
      world.faults.take(variant satisfies FaultName, { gateway: "wechat", outTradeNo }),
  );
  return struck ?? "genuine";
}

function composeMessage(
  world: World,
  event: Event,
  variant: string,
  alteration: Alteration,
): Message {
  const plaintext = JSON.stringify({ ...event.plaintext, ...alteration.plaintext });
  const body = JSON.stringify({
    id: event.id,
    create_time: rfc3339(event.at),
    resource_type: "encrypt-resource",
    event_type: event.type,
    summary: event.summary,
    resource: {
      original_type: event.originalType,
      ...encryptResource(plaintext, world.keys.wechat.apiV3Key, event.originalType),
      ...alteration.resource,
    },
  });
  const genuine: Seal = {
    ...publicKeySeal(world),
    ...alteration.seal,
    ...alteration.sealOf?.(world),
  };
  // The forger's key comes last: no alteration may put a genuine one back under a payment that never happened.
  const seal: Seal = {
    ...genuine,
    ...(alteration.privateKey && { privateKey: alteration.privateKey }),
  };
  return {
    variant,
    headers: {
      "Content-Type": "application/json",
      Accept: "*/*",
      "User-Agent": "Mozilla/4.0",
      ...(alteration.withoutSignature ? {} : sealHeaders(seal, body)),
    },
    body: alteration.body ? alteration.body(body) : body,
  };
}

const paidEvent = (world: World, trade: WechatTrade): Event => ({
  id: randomUUID(),
  type: "TRANSACTION.SUCCESS",
  summary: "支付成功",
  originalType: "transaction",
  at: trade.paidAt ?? world.clock.now(),
  plaintext: transactionOf(world, { ...trade, state: "SUCCESS" }),
});

const pretendPaid = (world: World, trade: WechatTrade): WechatTrade => ({
  ...trade,
  state: "SUCCESS",
  transactionId: `4200${beijingDay(world.clock.now())}${randomDigits(16)}`,
  paidAt: world.clock.now(),
  payerOpenId: `o${randomText(27)}`,
});
