import { toMajor } from "../../domain/money.ts";
import type { TradeState } from "../../domain/order/trade.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { toBeijingClock } from "../beijing.ts";
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
import { cleanSubject, isAboutText } from "./canonical.ts";
import { type AlipayClient, createAlipayClient } from "./client.ts";
import type { AlipayConfig } from "./config.ts";
import { readNotification } from "./notification.ts";
import { probeAlipay } from "./probe.ts";
import { queryRefund, refundTrade } from "./refund.ts";
import { readTrade } from "./trade.ts";

export const CAPABILITIES: Capabilities = {
  presents: "code",
  refresh: "new-number",
  currencies: ["CNY"],
  // Alipay closes a trade that was paid only when all is back (Alipay Open Platform: `alipay.trade.close`).
  refundedMeans: "fully-refunded",
};

/**
 * Alipay Open Platform: `alipay.trade.precreate` over the classic gateway, RSA2 in key mode.
 * `alipay.trade.cancel` is not used anywhere: on a paid trade it refunds.
 */
export function createAlipayGateway(config: AlipayConfig, tools: GatewayTools): Gateway {
  const client = createAlipayClient(config, tools);

  return {
    name: "alipay",
    capabilities: CAPABILITIES,
    open: (trade) => openTrade(client, trade),
    query: (trade) => queryTrade(client, config.appId, trade),
    close: (trade) => closeTrade(client, trade),
    refund: (refund) => refundTrade(client, refund),
    queryRefund: (refund) => queryRefund(client, refund),
    readNotification: (request) => readNotification(request, config),
    probe: () => probeAlipay(client, config, tools),
    acknowledge,
  };
}

async function openTrade(
  client: AlipayClient,
  trade: TradeRequest,
): Promise<Result<Presented, OpenFailure>> {
  if (!CAPABILITIES.currencies.includes(trade.amount.currency))
    return refused("CURRENCY", "Alipay is paid in CNY");

  const answer = await client.call("alipay.trade.precreate", {
    notifyUrl: trade.notifyUrl,
    content: {
      out_trade_no: trade.tradeNo,
      total_amount: toMajor(trade.amount),
      subject: cleanSubject(trade.description) ?? trade.tradeNo,
      time_expire: toBeijingClock(trade.payableUntilMs),
    },
  });
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") return openFailure(answer.value);

  const { node } = answer.value;
  const codeUrl = text(node, "qr_code");
  if (node.out_trade_no !== trade.tradeNo || !codeUrl) {
    return unavailable("verified answer without this trade's qr_code");
  }
  return ok({ kind: "code", codeUrl });
}

function openFailure(error: { code: string; detail: string }): { ok: false; error: OpenFailure } {
  switch (error.code) {
    case "ACQ.TRADE_HAS_SUCCESS":
      return err({ reason: "paid" });
    case "ACQ.TRADE_HAS_CLOSE":
    case "ACQ.CONTEXT_INCONSISTENT":
    // Also said when the product is not signed for; a second number then meets it again and the caller's bound ends it.
    case "ACQ.APPLY_PC_MERCHANT_CODE_ERROR":
      return err({ reason: "dead-number" });
    default:
      return isAboutText(error.code)
        ? err({ reason: "refused", code: error.code, detail: error.detail, aboutText: true })
        : refused(error.code, error.detail);
  }
}

async function queryTrade(
  client: AlipayClient,
  appId: string,
  trade: TradeReference,
): Promise<Result<TradeState, Unavailable>> {
  const answer = await client.call("alipay.trade.query", {
    content: { out_trade_no: trade.tradeNo },
  });
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") {
    const { code, detail } = answer.value;
    return code === "ACQ.TRADE_NOT_EXIST" ? ok({ kind: "unknown" }) : unavailable(detail);
  }

  const { node } = answer.value;
  if (node.out_trade_no !== trade.tradeNo) return unavailable("answers for another number");
  const state = readTrade(node, appId);
  return state ? ok(state) : unavailable(`trade_status ${String(node.trade_status).slice(0, 32)}`);
}

/**
 * A trade begins when its code is scanned; before that there is nothing to close (Alipay Open Platform:
 * `alipay.trade.close`).
 */
async function closeTrade(
  client: AlipayClient,
  trade: TradeReference,
): Promise<Result<CloseOutcome, Unavailable>> {
  const answer = await client.call("alipay.trade.close", {
    content: { out_trade_no: trade.tradeNo },
  });
  if (!answer.ok) return answer;
  if (answer.value.kind === "done") {
    const isOurs = answer.value.node.out_trade_no === trade.tradeNo;
    return isOurs ? ok("closed") : unavailable("answers for another number");
  }

  const { code, detail } = answer.value;
  if (code === "ACQ.TRADE_NOT_EXIST") return ok("not-scanned");
  return code === "ACQ.TRADE_HAS_SUCCESS" ? ok("paid") : unavailable(detail);
}

/**
 * The body decides: exactly these seven characters end the retries (Alipay Open Platform: asynchronous notification).
 */
const acknowledge = (verdict: "taken" | "retry"): Acknowledgement => ({
  status: 200,
  contentType: "text/plain",
  body: verdict === "taken" ? "success" : "fail",
});

const refused = (code: string, detail: string) => err({ reason: "refused" as const, code, detail });
