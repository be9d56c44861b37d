import { parseBeijingTime } from "../clock.ts";
import { verifyText } from "../signing.ts";
import type { World } from "../world.ts";
import { type AlipayReply, failed, rootOf } from "./envelope.ts";

export type Parameters = Record<string, string>;

/** Catches a server that sends its own zone's time; the real window is not published (section 2.2). */
const CLOCK_DIFFERENCE_MS_MAX = 30 * 60_000;

/** Why a call never reaches its method, in the order the gateway asks (section 2.5). */
export function refuseCall(world: World, parameters: Parameters): AlipayReply | undefined {
  const { method = "", app_id } = parameters;
  if (!/^[a-z]+(\.[a-z]+)+$/.test(method)) {
    return errorResponse(method ? "40002" : "40001", method ? "invalid-method" : "missing-method");
  }
  if (app_id !== world.keys.alipay.appId) {
    const missing = app_id === undefined;
    const reply = gatewayFault(
      method,
      missing ? "missing-app-id" : "invalid-app-id",
      "无效的AppID参数",
    );
    return { ...reply, signed: false };
  }
  return (
    refuseSignature(world, method, parameters) ??
    refuseTimestamp(world, method, parameters.timestamp) ??
    refuseRest(method, parameters)
  );
}

function refuseSignature(
  world: World,
  method: string,
  parameters: Parameters,
): AlipayReply | undefined {
  const { sign, sign_type } = parameters;
  if (!sign) return gatewayFault(method, "missing-signature", "缺少签名参数");
  if (!sign_type) return gatewayFault(method, "missing-signature-type", "缺少签名类型参数");
  if (sign_type !== "RSA2") return gatewayFault(method, "invalid-signature-type", "无效签名类型");

  const text = signedText(parameters);
  if (verifyText(text, sign, world.keys.alipay.appPublicKey)) return undefined;
  // The gateway's own view of the string, HTML-escaped: the best aid to find a wrong signature.
  return gatewayFault(
    method,
    "invalid-signature",
    `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${escapeHtml(text)}`,
  );
}

/** Section 2.3: everything but `sign`, empties dropped, sorted, raw values. `sign_type` stays in. */
export const signedText = (parameters: Parameters): string =>
  Object.entries(parameters)
    .filter(([name, value]) => name !== "sign" && value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

function refuseTimestamp(
  world: World,
  method: string,
  timestamp: string | undefined,
): AlipayReply | undefined {
  if (!timestamp) return gatewayFault(method, "missing-timestamp", "缺少时间戳参数");
  const at = parseBeijingTime(timestamp);
  if (at !== undefined && Math.abs(world.clock.wall() - at) <= CLOCK_DIFFERENCE_MS_MAX)
    return undefined;
  return gatewayFault(method, "invalid-timestamp", "非法的时间戳参数");
}

function refuseRest(method: string, parameters: Parameters): AlipayReply | undefined {
  const { charset, version, format } = parameters;
  if (!version) return gatewayFault(method, "missing-version", "缺少版本参数");
  if (charset?.toLowerCase() !== "utf-8")
    return gatewayFault(method, "invalid-charset", "字符集错误");
  if (format !== undefined && format.toUpperCase() !== "JSON") {
    return gatewayFault(method, "invalid-format", "无效的数据格式");
  }
  return undefined;
}

function gatewayFault(method: string, name: string, message: string): AlipayReply {
  return failed(method, name.startsWith("missing-") ? "40001" : "40002", `isv.${name}`, message);
}

/** Recorded samples of this node carry no signature (section 2.5). */
const errorResponse = (code: string, name: string): AlipayReply => ({
  ...failed("", code, `isv.${name}`, "方法名参数不存在或有误"),
  root: "error_response",
  signed: false,
});

export const unknownMethod = (method: string): AlipayReply => ({
  ...failed(method, "40002", "isv.invalid-method", "不存在的方法名"),
  root: rootOf(method),
});

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string =>
  text.replace(/[&"<>']/g, (character) => ENTITIES[character] ?? character);
