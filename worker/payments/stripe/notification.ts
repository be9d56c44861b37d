import { err, type Result } from "../../domain/result.ts";
import { type JsonObject, object, parseObject, text } from "../json.ts";
import type { Notice, NotificationRefusal, RawNotification } from "../port.ts";
import type { StripeClient } from "./client.ts";
import type { StripeConfig } from "./config.ts";
import { readEvent } from "./events.ts";
import { verifySignature } from "./signature.ts";

const DETAILS = {
  malformed: "Stripe-Signature holds no time or no v1 signature",
  "bad-signature": "none of STRIPE_WEBHOOK_SECRETS verifies it",
  "clock-window": "signed more than 300 s from now",
};

/** Verifies an event on its raw body (Stripe API: webhook signatures), then asks Stripe what it is about. */
export async function readNotification(
  { headers, body }: RawNotification,
  nowMs: number,
  config: Pick<StripeConfig, "webhookSecrets" | "livemode">,
  client: StripeClient,
): Promise<Result<Notice, NotificationRefusal>> {
  const event = parseObject(body);
  const claimed = event && claimedTradeNo(event);
  const header = headers.get("stripe-signature");
  if (!header) return refuse("headers-missing", "no Stripe-Signature", claimed);
  const verified = await verifySignature(header, body, config.webhookSecrets, nowMs);
  if (!verified.ok) return refuse(verified.error, DETAILS[verified.error], claimed);
  if (!event || !text(event, "id") || !text(event, "type"))
    return refuse("malformed", "not an event", claimed);
  if (event.livemode !== config.livemode)
    return refuse("wrong-mode", `livemode ${String(event.livemode).slice(0, 8)}`, claimed);
  return readEvent(event, client);
}

function claimedTradeNo(event: JsonObject): string | null {
  const about = object(object(event, "data") ?? {}, "object") ?? {};
  const metadata = object(about, "metadata") ?? {};
  return (text(about, "client_reference_id") ?? text(metadata, "trade_no"))?.slice(0, 64) ?? null;
}

const refuse = (
  reason: NotificationRefusal["reason"],
  detail: string,
  claimedTradeNo: string | null,
) => err<NotificationRefusal>({ reason, detail, claimedTradeNo });
