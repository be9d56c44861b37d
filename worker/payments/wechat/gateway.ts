import type { TradeState } from "../../domain/order/trade.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { toBeijingRfc3339 } from "../beijing.ts";
import { text } from "../json.ts";
import type {
  Acknowledgement,
  Capabilities,
  CloseOutcome,
  Gateway,
  OpenFailure,
  Presented,
  TradeReference,
  TradeRequest,
  Unavailable,
} from "../port.ts";
import { type GatewayTools, unavailable } from "../tools.ts";
import { DESCRIPTION_BYTES_MAX, isAboutText, isMissing, plainText } from "./canonical.ts";
import { createWechatClient, type WechatClient } from "./client.ts";
import type { WechatConfig } from "./config.ts";
import { readNotification } from "./notification.ts";
import { probeWechat } from "./probe.ts";
import { queryRefund, refundTrade } from "./refund.ts";
import { readTrade } from "./trade.ts";

export const CAPABILITIES: Capabilities = {
  presents: "code",
  refresh: "same-number",
  currencies: ["CNY"],
  // From the first fen asked back, also while a refund that failed holds the money (WeChat Pay API v3: query order).
  refundedMeans: "partly-refunded",
};

/** WeChat Pay API v3: Native payment. */
export function createWechatGateway(config: WechatConfig, tools: GatewayTools): Gateway {
  const client = createWechatClient(config, tools);
  const lock = { apiV3Key: config.apiV3Key, findKey: client.keyring.find };

  return {
    name: "wechat",
    capabilities: CAPABILITIES,
    open: (trade) => openTrade(client, config, trade),
    query: (trade) => queryTrade(client, config, trade),
    close: (trade) => closeTrade(client, config, trade),
    refund: (refund) => refundTrade(client, refund),
    queryRefund: (refund) => queryRefund(client, refund),
    readNotification: (request, nowMs) => readNotification(request, nowMs, lock),
    probe: () => probeWechat(client, config, tools),
    acknowledge,
  };
}

async function openTrade(
  client: WechatClient,
  config: WechatConfig,
  trade: TradeRequest,
): Promise<Result<Presented, OpenFailure>> {
  const { currency, amountMinor } = trade.amount;
  if (!CAPABILITIES.currencies.includes(currency))
    return refused("CURRENCY", "WeChat Pay Native is paid in CNY");

  const answer = await client.post("/v3/pay/transactions/native", {
    appid: config.appId,
    mchid: config.merchantId,
    description: plainText(trade.description, DESCRIPTION_BYTES_MAX) ?? trade.tradeNo,
    out_trade_no: trade.tradeNo,
    notify_url: trade.notifyUrl,
    time_expire: toBeijingRfc3339(trade.payableUntilMs),
    amount: { total: amountMinor, currency },
  });
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") return openFailure(client, config, trade, answer.value);

  const codeUrl = text(answer.value.body, "code_url");
  return codeUrl ? ok({ kind: "code", codeUrl }) : unavailable("verified answer without code_url");
}

async function openFailure(
  client: WechatClient,
  config: WechatConfig,
  trade: TradeReference,
  { code, detail, field }: { code: string; detail: string; field: string | null },
): Promise<{ ok: false; error: OpenFailure }> {
  if (code === "ORDERPAID") return err({ reason: "paid" });
  if (code === "ORDERCLOSED" || code === "OUTTRADENOUSED") return err({ reason: "dead-number" });
  if (isAboutText(code, field, "/description"))
    return err({ reason: "refused", code, detail, aboutText: true });
  if (code !== "INVALIDREQUEST") return refused(code, detail);

  // INVALID_REQUEST stands for a broken rule and for a number that is taken or closed. The trade itself tells which.
  const state = await queryTrade(client, config, trade);
  if (!state.ok) return state;
  if (state.value.kind === "unknown") return refused(code, detail);
  const isPaid = state.value.kind === "paid" || state.value.kind === "refunded";
  return err({ reason: isPaid ? "paid" : "dead-number" });
}

async function queryTrade(
  client: WechatClient,
  config: WechatConfig,
  trade: TradeReference,
): Promise<Result<TradeState, Unavailable>> {
  const answer = await client.get(`${tradePath(trade)}?mchid=${config.merchantId}`);
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") {
    const { code, detail } = answer.value;
    return isMissing(code) ? ok({ kind: "unknown" }) : unavailable(detail);
  }

  const { body } = answer.value;
  if (body.out_trade_no !== trade.tradeNo) return unavailable("answers for another number");
  const state = readTrade(body);
  return state ? ok(state) : unavailable(`trade_state ${String(body.trade_state).slice(0, 32)}`);
}

/**
 * A 429 may mean that the payer is typing the password (WeChat Pay API v3: common error codes): unavailable, never
 * closed.
 */
async function closeTrade(
  client: WechatClient,
  config: WechatConfig,
  trade: TradeReference,
): Promise<Result<CloseOutcome, Unavailable>> {
  const answer = await client.post(`${tradePath(trade)}/close`, { mchid: config.merchantId });
  if (!answer.ok) return answer;
  if (answer.value.kind === "done") return ok("closed");
  return answer.value.code === "ORDERPAID" ? ok("paid") : unavailable(answer.value.detail);
}

/** The status decides: a 200 ends the retries whatever its body says (WeChat Pay API v3: payment notification). */
function acknowledge(verdict: "taken" | "retry"): Acknowledgement {
  const answer =
    verdict === "taken"
      ? { code: "SUCCESS", message: "成功" }
      : { code: "FAIL", message: "请稍后重试" };
  const status = verdict === "taken" ? 200 : 500;
  return { status, contentType: "application/json", body: JSON.stringify(answer) };
}

const tradePath = (trade: TradeReference): string =>
  `/v3/pay/transactions/out-trade-no/${encodeURIComponent(trade.tradeNo)}`;

const refused = (code: string, detail: string) => err({ reason: "refused" as const, code, detail });
