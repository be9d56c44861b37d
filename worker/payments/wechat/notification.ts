import { isCurrency } from "../../domain/money.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { type JsonObject, object, parseObject, text } from "../json.ts";
import type { Notice, NotificationRefusal, RawNotification } from "../port.ts";
import { readRefundStatus } from "./refund.ts";
import { openResource, sealedResource } from "./resource.ts";
import { checkSignature, type FindKey } from "./signature.ts";
import { readProof } from "./trade.ts";

interface Lock {
  apiV3Key: string;
  findKey: FindKey;
}

type Fault = Omit<NotificationRefusal, "claimedTradeNo">;

/** Verifies, decrypts and reads a notification (WeChat Pay API v3: payment notification), in that order. */
export async function readNotification(
  request: RawNotification,
  nowMs: number,
  lock: Lock,
): Promise<Result<Notice, NotificationRefusal>> {
  const signed = await checkSignature(request, nowMs, lock.findKey);
  const notice = signed.ok ? await readSigned(request.body, lock.apiV3Key) : signed;
  if (notice.ok) return notice;
  return err({
    ...notice.error,
    claimedTradeNo: await claimedTradeNo(request.body, lock.apiV3Key),
  });
}

async function readSigned(body: string, apiV3Key: string): Promise<Result<Notice, Fault>> {
  const envelope = parseObject(body);
  const id = envelope && text(envelope, "id");
  const sealed = envelope && sealedResource(envelope, "resource");
  if (!envelope || !id || !sealed) return malformed("not a notification envelope");
  if (envelope.resource_type !== "encrypt-resource") return malformed("resource_type");

  const plain = await openResource(apiV3Key, sealed);
  if (plain === null) return fault("undecryptable", "wrong key, algorithm, data or tag");
  const content = parseObject(plain);
  if (!content) return malformed("decrypted resource is not a JSON object");
  return readEvent(id, text(envelope, "event_type") ?? "", originalType(envelope), content);
}

function readEvent(
  id: string,
  eventType: string,
  original: string | null,
  content: JsonObject,
): Result<Notice, Fault> {
  const what = eventType.slice(0, 64);
  if (eventType === "TRANSACTION.SUCCESS") {
    return original === "transaction" ? readPayment(id, content) : malformed("original_type");
  }
  if (eventType.startsWith("REFUND.")) {
    return original === "refund" ? readRefund(id, content) : malformed("original_type");
  }
  return ok({ kind: "other", id, tradeNo: text(content, "out_trade_no"), what });
}

function readPayment(id: string, content: JsonObject): Result<Notice, Fault> {
  const proof = readProof(content);
  const contradiction = paymentContradiction(content);
  if (contradiction) {
    const what = `TRANSACTION.SUCCESS ${contradiction}`.slice(0, 64);
    return ok({ kind: "other", id, tradeNo: text(content, "out_trade_no"), what });
  }
  return proof ? ok({ kind: "payment", id, proof }) : malformed("transaction without its proof");
}

/** What makes a genuine message prove nothing to us. Sending it again would not mend it, so it is no refusal. */
function paymentContradiction(content: JsonObject): string | null {
  if (content.trade_state !== "SUCCESS") return `in state ${content.trade_state}`;
  const amount = object(content, "amount");
  const currency = amount && text(amount, "currency");
  return currency && !isCurrency(currency) ? `in currency ${currency}` : null;
}

function readRefund(id: string, content: JsonObject): Result<Notice, Fault> {
  const refundNo = text(content, "out_refund_no");
  const tradeNo = text(content, "out_trade_no");
  const state = readRefundStatus(text(content, "refund_status"));
  if (!refundNo || !tradeNo || !state) return malformed("refund without number or status");
  return ok({ kind: "refund", id, refundNo, tradeNo, state });
}

/**
 * The number a refused notification is about, when its content was sealed with our APIv3 key: then WeChat Pay once
 * wrote it, though this delivery of it is not proven. Anything else could be planted on another customer's order.
 */
async function claimedTradeNo(body: string, apiV3Key: string): Promise<string | null> {
  const envelope = parseObject(body);
  const sealed = envelope && sealedResource(envelope, "resource");
  const plain = sealed && (await openResource(apiV3Key, sealed));
  const content = plain ? parseObject(plain) : null;
  return content && text(content, "out_trade_no");
}

function originalType(envelope: JsonObject): string | null {
  const resource = envelope.resource as JsonObject; // `sealedResource` has read it as an object.
  return text(resource, "original_type");
}

const fault = (reason: Fault["reason"], detail: string) => err({ reason, detail });
const malformed = (detail: string) => fault("malformed", detail);
