import { type Context, Hono } from "hono";
import { deliverAnswer } from "../answering.ts";
import type { Occasion } from "../faults.ts";
import type { SandboxEnv, World } from "../world.ts";
import type { AlipayCall, Content } from "./call.ts";
import { type AlipayReply, failed, sendReply } from "./envelope.ts";
import { METHODS, systemError } from "./methods.ts";
import { findTrade } from "./trades.ts";
import { type Parameters, refuseCall, unknownMethod } from "./verification.ts";

/** The classic Alipay gateway (section 2). */
export const alipayRoutes = (world: World): Hono<SandboxEnv> =>
  new Hono<SandboxEnv>()
    .post("/gateway.do", (context) => answer(world, context))
    .get("/gateway.do", (context) => answer(world, context));

async function answer(world: World, context: Context<SandboxEnv>): Promise<Response> {
  const parameters = await readParameters(context);
  const { method = "" } = parameters;
  const content = readContent(parameters.biz_content);
  const occasion: Occasion = {
    gateway: "alipay",
    operation: operationOf(method),
    outTradeNo: content && (content.out_trade_no ?? findTrade(world, content)?.number),
  };
  const call = { method, notifyUrl: parameters.notify_url || undefined, content: content ?? {} };
  const reply =
    refuseCall(world, parameters) ??
    (content ? perform(world, call, occasion) : malformedContent(method, parameters));

  const { sub_code, code } = reply.node;
  world.journal.record({
    gateway: "alipay",
    operation: operationOf(method),
    number: occasion.outTradeNo ?? null,
    outcome: sub_code ? `${code} ${sub_code}` : String(code),
  });
  const operationOccasion = { ...occasion, gateway: "alipay" } as const;
  return deliverAnswer(world, context, operationOccasion, sendReply(world, reply, occasion));
}

function perform(world: World, call: AlipayCall, occasion: Occasion): AlipayReply {
  const { method } = call;
  const act = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!act) return unknownMethod(method);
  const { faults } = world;
  if (faults.take("error-500", occasion)) {
    const unavailable = failed(
      method,
      "20000",
      "isp.unknow-error",
      "服务暂不可用（业务系统不可用）",
    );
    return { ...unavailable, signed: false };
  }
  const limited =
    faults.take("error-429", occasion) ??
    (occasion.operation === "close" ? faults.take("close-429", occasion) : undefined);
  if (limited) return failed(method, "40005", "isv.app-call-limited", "应用调用次数超限");
  if (faults.take("system-error", occasion)) return systemError(method);
  return act(world, call);
}

/** `alipay.trade.fastpay.refund.query` -> `refund-query`, `alipay.trade.precreate` -> `precreate`. */
const operationOf = (method: string): string =>
  method.replace(/^alipay\.trade\.(fastpay\.)?/, "").replaceAll(".", "-");

/** Query and body are merged (section 2.1); a repeated name keeps its last value. */
async function readParameters(context: Context<SandboxEnv>): Promise<Parameters> {
  const query = new URL(context.req.url).searchParams;
  const body = context.req.method === "POST" ? await context.req.text() : "";
  return Object.fromEntries([...query, ...new URLSearchParams(body)]);
}

function readContent(text: string | undefined): Content | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? stringsOf(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers are taken for their digits, as the gateway does; lists and objects do not matter here. */
function stringsOf(value: object): Content {
  const scalars = Object.entries(value).filter(([, member]) =>
    ["string", "number"].includes(typeof member),
  );
  return Object.fromEntries(scalars.map(([name, member]) => [name, String(member)]));
}

const malformedContent = (method: string, { biz_content }: Parameters): AlipayReply =>
  biz_content
    ? failed(method, "40002", "isv.invalid-parameter", "biz_content 不是合法的 JSON")
    : failed(method, "40001", "isv.missing-biz-content", "缺少 biz_content");
