import { type Context, Hono } from "hono";
import { leadStripeEvents } from "../../../actions/takeElsewhere.ts";
import { noteRefusal, takeNotice } from "../../../actions/takeNotice.ts";
import { faultText } from "../../../domain/fault.ts";
import type { GatewayName } from "../../../domain/order/payway.ts";
import type { Env } from "../../../env.ts";
import type { Gateway, NotificationRefusal } from "../../../payments/port.ts";
import { GATEWAYS, gatewayFor } from "../../../payments/registry.ts";
import { liveTools } from "../../../payments/tools.ts";
import {
  countStrangeMessage,
  strangeMessages,
  writeStrangeMessages,
} from "../../../store/anomalies.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { NO_STORE } from "../../core/caching.ts";
import { type Answer, describe } from "../../core/describe.ts";
import { isStrangersWriteAllowed } from "../../core/limits.ts";
import { refuse } from "../../core/problem.ts";
import { StripeAnswer, WechatAnswer } from "./schemas.ts";

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
        200: { description: "Taken, will not be sent again", schema: WechatAnswer },
        401: { description: "Not genuine: nothing was changed", schema: WechatAnswer },
        500: { description: "Not taken: send it again", schema: WechatAnswer },
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
  )
  .post(
    "/stripe",
    described(
      "Stripe",
      { type: "application/json", description: "An event, signed in `Stripe-Signature`" },
      {
        200: { description: "Taken, will not be sent again", schema: StripeAnswer },
        400: { description: "Not genuine: nothing was changed", schema: StripeAnswer },
        500: { description: "Not taken: send it again", schema: StripeAnswer },
      },
    ),
    (c) => receive(c, "stripe"),
  );

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
    if (notice.error.reason === "unavailable") {
      console.warn("a notification could not be looked into", { name, ...notice.error });
      return answer(gateway.value, "retry");
    }
    await keepRefusal(c, name, notice.error, nowMs);
    return answer(gateway.value, "retry", GATEWAYS[name].refusalStatus);
  }
  try {
    const taken = await takeNotice(c.env, name, notice.value, nowMs);
    if (taken === "kept") c.executionCtx.waitUntil(leadKept(c.env));
  } catch (error) {
    // Not written down, so not acknowledged: the gateway sends it again.
    console.error("a notification was not taken", { name, error: faultText(error) });
    return answer(gateway.value, "retry");
  }
  return answer(gateway.value, "taken");
}

/** What fails here comes again with the cron. */
async function leadKept(env: Env): Promise<void> {
  try {
    await leadStripeEvents(env, () => Date.now());
  } catch (error) {
    console.error("events wait for their accounts", { error: faultText(error) });
  }
}

/**
 * On the order's timeline when the message names one of ours, else counted among the anomalies. Anyone can send rubbish
 * here, so it is counted in memory first, and D1 changes no answer.
 */
async function keepRefusal(
  c: Context<AppEnv>,
  gateway: GatewayName,
  refusal: NotificationRefusal,
  nowMs: number,
) {
  const { reason, detail } = refusal;
  console.warn("a notification was turned away", { name: gateway, reason, detail });
  if (await noteRefusal(c.env, gateway, refusal)) return;
  countStrangeMessage({ atMs: nowMs, gateway, reason, detail });
  c.executionCtx.waitUntil(writeCounts(c.env, nowMs));
}

async function writeCounts(env: Env, nowMs: number): Promise<void> {
  try {
    if (!strangeMessages.isDue(nowMs) || !(await isStrangersWriteAllowed(env))) return;
    await writeStrangeMessages(env.DB, nowMs);
  } catch (error) {
    console.error("messages were not counted", { error: faultText(error) });
  }
}

function answer(gateway: Gateway, verdict: "taken" | "retry", status?: number): Response {
  const said = gateway.acknowledge(verdict);
  return new Response(said.status === 204 ? null : said.body, {
    status: status && said.status >= 400 ? status : said.status,
    headers: { "content-type": said.contentType, ...NO_STORE },
  });
}
