import { type Context, Hono } from "hono";
import { deliverAnswer } from "../answering.ts";
import type { SandboxEnv, World } from "../world.ts";
import { refuseRequest } from "./authorization.ts";
import { certificates } from "./certificates.ts";
import { close, type NativeBody, order, query } from "./orders.ts";
import { queryRefund, type RefundBody, refund } from "./refunds.ts";
import { parameterError, rateLimited, sendReply, systemError, type WechatReply } from "./reply.ts";
import { CLOSE_RULE, findProblem, NATIVE_RULE, REFUND_RULE, type Rule } from "./rules.ts";
import { findByTransaction } from "./trades.ts";

/** WeChat Pay API v3 at the root of the port, as merchants with a Native contract see it. */
export function wechatRoutes(world: World): Hono<SandboxEnv> {
  const serve = (operation: string, act: Act) => (context: Context<SandboxEnv>) =>
    answer(world, context, operation, act);
  return new Hono<SandboxEnv>()
    .post(
      "/v3/pay/transactions/native",
      serve("native", (call) =>
        withBody<NativeBody>(world, call, NATIVE_RULE, (body) => order(world, body)),
      ),
    )
    .get(
      "/v3/pay/transactions/out-trade-no/:outTradeNo",
      serve("query", (call) =>
        withMerchant(world, call, () => query(world, call.outTradeNo ?? "")),
      ),
    )
    .get(
      "/v3/pay/transactions/id/:transaction",
      serve("query", (call) =>
        withMerchant(world, call, () => query(world, call.outTradeNo ?? "")),
      ),
    )
    .post(
      "/v3/pay/transactions/out-trade-no/:outTradeNo/close",
      serve("close", (call) =>
        withBody(world, call, CLOSE_RULE, () => close(world, call.outTradeNo ?? "")),
      ),
    )
    .post(
      "/v3/refund/domestic/refunds",
      serve("refund", (call) =>
        withBody<RefundBody>(world, call, REFUND_RULE, (body) => refund(world, body)),
      ),
    )
    .get(
      "/v3/refund/domestic/refunds/:refund",
      serve("refund-query", (call) => queryRefund(world, call.outRefundNo)),
    )
    .get(
      "/v3/certificates",
      serve("certificates", () => certificates(world)),
    );
}

interface Call {
  operation: string;
  /** From the path or from the body. */
  outTradeNo: string | undefined;
  outRefundNo: string;
  merchantInQuery: string | undefined;
  body: unknown;
}

type Act = (call: Call) => WechatReply;

async function answer(
  world: World,
  context: Context<SandboxEnv>,
  operation: string,
  act: Act,
): Promise<Response> {
  const raw = Buffer.from(await context.req.arrayBuffer());
  const call = readCall(world, context, operation, raw);
  const occasion = { gateway: "wechat", outTradeNo: call.outTradeNo, operation } as const;
  const refusal = refuseRequest(world, {
    method: context.req.method,
    target: context.env.incoming.url ?? "",
    headers: context.req.raw.headers,
    body: raw,
  });
  const reply = refusal ?? outage(world, occasion) ?? act(call);

  const code = typeof reply.body?.code === "string" ? ` ${reply.body.code}` : "";
  const number = call.outTradeNo ?? null;
  world.journal.record({ gateway: "wechat", operation, number, outcome: reply.status + code });
  const serial = context.req.header("wechatpay-serial");
  return deliverAnswer(world, context, occasion, sendReply(world, reply, serial, occasion));
}

/** The switches under which nothing is done at all. */
function outage(
  world: World,
  occasion: { gateway: "wechat"; outTradeNo: string | undefined; operation: string },
) {
  if (world.faults.take("error-500", occasion)) return systemError();
  if (world.faults.take("error-429", occasion)) return rateLimited();
  const closing = occasion.operation === "close" && world.faults.take("close-429", occasion);
  return closing ? rateLimited() : undefined;
}

function readCall(
  world: World,
  context: Context<SandboxEnv>,
  operation: string,
  raw: Buffer,
): Call {
  const body = parseJson(raw);
  const named = (body ?? {}) as { out_trade_no?: unknown; transaction_id?: unknown };
  const transaction = context.req.param("transaction") ?? named.transaction_id;
  const outTradeNo =
    typeof transaction === "string"
      ? findByTransaction(world, transaction)?.number
      : (context.req.param("outTradeNo") ?? named.out_trade_no);
  return {
    operation,
    outTradeNo: typeof outTradeNo === "string" ? outTradeNo : undefined,
    outRefundNo: context.req.param("refund") ?? "",
    merchantInQuery: context.req.query("mchid"),
    body,
  };
}

function withBody<Body>(
  world: World,
  call: Call,
  rule: Rule,
  act: (body: Body) => WechatReply,
): WechatReply {
  if (call.body === undefined) return parameterError("", null, "not JSON");
  const problem = findProblem(rule, call.body);
  if (problem) return parameterError(problem.field, problem.value, problem.issue);
  const { mchid } = call.body as { mchid?: string };
  if (mchid !== undefined && mchid !== world.keys.wechat.merchantId) {
    return parameterError("/mchid", mchid, "differs from the mchid in Authorization");
  }
  return act(call.body as Body);
}

function withMerchant(world: World, call: Call, act: () => WechatReply): WechatReply {
  if (call.merchantInQuery === world.keys.wechat.merchantId) return act();
  const issue = "missing, or differs from the mchid in Authorization";
  return parameterError("mchid", call.merchantInQuery ?? null, issue, "query");
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return undefined;
  }
}
