import { type Context, Hono } from "hono";
import * as v from "valibot";
import { faultText } from "../../domain/fault.ts";
import { orderNoOf } from "../../domain/order/number.ts";
import type { GatewayName } from "../../domain/order/payway.ts";
import type { Gateway, Notice, NotificationRefusal } from "../../payments/port.ts";
import { gatewayFor } from "../../payments/registry.ts";
import { liveTools } from "../../payments/tools.ts";
import { recordAnomaly } from "../../store/anomalies.ts";
import type { AppEnv } from "../app-env.ts";
import { type Answer, describe } from "../describe.ts";
import { isAddressAllowed } from "../limits.ts";
import { orderObject } from "../orders.ts";
import { refuse } from "../problem.ts";

/**
 * Gateways' notifications. The raw body is verified before it is read; what it proves is written into the order before it
 * is acknowledged; what can never be right is kept and acknowledged too, so that it is not sent for ever.
 */
export const notify = new Hono<AppEnv>()
  .post(
    "/wechat",
    described(
      "WeChat Pay",
      { type: "application/json", description: "APIv3: signed in `Wechatpay-*` headers, sealed" },
      {
        200: inWechatsForm("Taken, will not be sent again"),
        401: inWechatsForm("Not genuine: nothing was changed"),
        500: inWechatsForm("Not taken: send it again"),
      },
    ),
    (c) => receive(c, "wechat"),
  )
  .post(
    "/alipay",
    described(
      "Alipay",
      { type: "application/x-www-form-urlencoded", description: "A form, signed in `sign`" },
      {
        200: {
          description: "`success` when taken. `fail` when not genuine or not taken: send it again",
          schema: null,
          type: "text/plain",
        },
      },
    ),
    (c) => receive(c, "alipay"),
  );

function inWechatsForm(description: string): Answer {
  return { description, schema: v.object({ code: v.string(), message: v.string() }) };
}

function described(
  gateway: string,
  body: { description: string; type: string },
  answers: Record<number, Answer>,
) {
  return describe({
    tag: "Notifications",
    summary: `What ${gateway} reports, signed by it. Answered in its own form`,
    body,
    answers,
    refusals: ["NOT_CONFIGURED"],
  });
}

async function receive(c: Context<AppEnv>, name: GatewayName) {
  const gateway = gatewayFor(name, c.env, liveTools);
  if (!gateway.ok) {
    console.error("a notification cannot be verified", gateway.error);
    return refuse(c, "NOT_CONFIGURED");
  }
  const nowMs = Date.now();
  // Decoded here, so that no byte is dropped: signatures cover a byte order mark too.
  const body = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(
    await c.req.arrayBuffer(),
  );
  const notice = await gateway.value.readNotification({ headers: c.req.raw.headers, body }, nowMs);
  if (!notice.ok) {
    await keepRefusal(c, name, notice.error, nowMs);
    return answer(gateway.value, "retry", 401);
  }
  try {
    await act(c, name, notice.value, nowMs);
  } catch (error) {
    // Not written down, so not acknowledged: the gateway sends it again.
    console.error("a notification was not taken", {
      name,
      error: faultText(error),
    });
    return answer(gateway.value, "retry");
  }
  return answer(gateway.value, "taken");
}

async function act(
  c: Context<AppEnv>,
  name: GatewayName,
  notice: Notice,
  nowMs: number,
): Promise<void> {
  const tradeNo = notice.kind === "payment" ? notice.proof.tradeNo : notice.tradeNo;
  const orderNo = tradeNo === null ? null : orderNoOf(tradeNo);
  if (orderNo === null) return keepGenuine(c, name, `${notice.kind} ${tradeNo ?? ""}`, nowMs);

  if (!(await tell(orderObject(c.env, orderNo), name, notice)))
    await keepGenuine(c, name, `${notice.kind} ${tradeNo}`, nowMs);
}

/** False when the object holds no order. */
async function tell(
  order: ReturnType<typeof orderObject>,
  name: GatewayName,
  notice: Notice,
): Promise<boolean> {
  if (notice.kind === "refund") return order.applyRefundStatus(notice.refundNo, notice.state);
  if (notice.kind === "other") return order.noteNotice(name, notice.what);
  return (await order.settle(notice.proof, "notification")).kind !== "no-order";
}

/** The gateway says that something of ours happened which we do not know: kept before it is acknowledged, or sent again. */
const keepGenuine = (c: Context<AppEnv>, gateway: GatewayName, detail: string, nowMs: number) =>
  recordAnomaly(c.env.DB, {
    atMs: nowMs,
    gateway,
    genuine: true,
    reason: "unknown-number",
    detail,
  });

/** On the order's timeline when the message names one of ours, else among the anomalies. */
async function keepRefusal(
  c: Context<AppEnv>,
  name: GatewayName,
  refusal: NotificationRefusal,
  nowMs: number,
) {
  console.warn("a notification was turned away", {
    name,
    reason: refusal.reason,
    detail: refusal.detail,
  });
  const orderNo = refusal.claimedTradeNo === null ? null : orderNoOf(refusal.claimedTradeNo);
  const noted = orderNo !== null && (await orderObject(c.env, orderNo).noteRefusal(name, refusal));
  if (!noted) await keepAnomaly(c, name, refusal.reason, refusal.detail, nowMs);
}

/** Anyone can send rubbish here, so what is kept of it is limited by address, and a full D1 changes no answer. */
async function keepAnomaly(
  c: Context<AppEnv>,
  gateway: GatewayName,
  reason: string,
  detail: string,
  nowMs: number,
) {
  const from = c.req.header("cf-connecting-ip");
  if (!(await isAddressAllowed(c.env, "anomaly", from))) return;
  await recordAnomaly(c.env.DB, { atMs: nowMs, gateway, genuine: false, reason, detail }).catch(
    (error: unknown) =>
      console.error("an anomaly was not kept", {
        gateway,
        reason,
        error: faultText(error),
      }),
  );
}

function answer(gateway: Gateway, verdict: "taken" | "retry", status?: number): Response {
  const said = gateway.acknowledge(verdict);
  return new Response(said.status === 204 ? null : said.body, {
    status: status && said.status >= 400 ? status : said.status,
    headers: { "content-type": said.contentType, "cache-control": "no-store" },
  });
}
