import type { GatewayName } from "../domain/order/payway.ts";
import type { Env, NotConfigured, Variable } from "../env.ts";
import { type Finding, failed, passed } from "./finding.ts";
import { isLoopback, NOTIFY_URL_LENGTH_MAX, notifyUrlFinding } from "./notify-url.ts";
import { gatewayFor, notifyUrlOf } from "./registry.ts";
import type { GatewayTools } from "./tools.ts";

/** Where each gateway is reached. */
const ADDRESS: Record<GatewayName, Variable> = {
  wechat: "WECHAT_BASE_URL",
  alipay: "ALIPAY_GATEWAY_URL",
  stripe: "STRIPE_API_BASE",
};

const KEY_VARIABLES = new Set<string>([
  "WECHAT_MCH_PRIVATE_KEY",
  "WECHAT_PLATFORM_KEYS",
  "ALIPAY_APP_PRIVATE_KEY",
  "ALIPAY_PUBLIC_KEYS",
]);

/**
 * Everything that can be found out about one gateway's configuration without moving money, with one probe of at most
 * five seconds. A check that an earlier fault keeps from being made is left out.
 */
export async function selfTest(
  name: GatewayName,
  env: Env,
  tools: GatewayTools,
): Promise<Finding[]> {
  const gateway = gatewayFor(name, env, tools);
  if (!gateway.ok) return [unreadable(gateway.error)];
  const near = isLoopback(URL.parse(env[ADDRESS[name]] ?? "")?.hostname ?? "");
  return [
    passed("settings", "every variable is there and well-formed"),
    passed("keys", "every key can be read"),
    notifyUrlFinding(notifyUrlOf(name, env), NOTIFY_URL_LENGTH_MAX[name], near),
    ...(await gateway.value.probe()),
  ];
}

/** `how` of a broken variable says both what is wrong and how to set it. */
function unreadable({ variable, how }: NotConfigured): Finding {
  const [fault = "", ...rest] = how.split(/(?<=\.) (?=Set it )/);
  return failed(KEY_VARIABLES.has(variable) ? "keys" : "settings", {
    setting: variable as Variable,
    detail: fault.replace(/\.$/, ""),
    how: rest.join(" ") || how,
  });
}
