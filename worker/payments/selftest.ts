import type { NotConfigured } from "../config/variables.ts";
import type { GatewayName } from "../domain/order/payway.ts";
import { type Finding, failed, passed } from "./finding.ts";
import { isLoopback, notifyUrlFinding } from "./notify-url.ts";
import { addressOf, GATEWAYS, gatewayFor, notifyUrlOf, type PaymentVariables } from "./registry.ts";
import type { GatewayTools } from "./tools.ts";

/**
 * Everything that can be found out about one gateway's configuration without moving money, with one probe of at most
 * five seconds. A check that an earlier fault keeps from being made is left out.
 */
export async function selfTest(
  name: GatewayName,
  env: PaymentVariables,
  tools: GatewayTools,
): Promise<Finding[]> {
  const gateway = gatewayFor(name, env, tools);
  const { variables, notifyUrlLengthMax } = GATEWAYS[name];
  if (!gateway.ok) return [unreadable(gateway.error, variables.keys)];
  const near = isLoopback(addressOf(name, env)?.hostname ?? "");
  return [
    passed("settings", "every variable is there and well-formed"),
    passed("keys", "every key can be read"),
    notifyUrlFinding(notifyUrlOf(name, env), notifyUrlLengthMax, near),
    ...(await gateway.value.probe()),
  ];
}

/** `how` of a broken variable says both what is wrong and how to set it. */
function unreadable({ variable, how }: NotConfigured, keys: readonly string[]): Finding {
  const [fault = "", ...rest] = how.split(/(?<=\.) (?=Set it )/);
  return failed(keys.includes(variable) ? "keys" : "settings", {
    setting: variable,
    detail: fault.replace(/\.$/, ""),
    how: rest.join(" ") || how,
  });
}
