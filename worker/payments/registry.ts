import {
  type Configured,
  type ProductVariable,
  readPublicBase,
  type Variables,
} from "../config/variables.ts";
import type { Party } from "../domain/order/judge.ts";
import { type GatewayName, gatewayOf, type PayType } from "../domain/order/payway.ts";
import { ok } from "../domain/result.ts";
import { alipay } from "./alipay/descriptor.ts";
import type { GatewayDescriptor } from "./descriptor.ts";
import type { Gateway } from "./port.ts";
import { stripe } from "./stripe/descriptor.ts";
import type { GatewayTools } from "./tools.ts";
import { wechat } from "./wechat/descriptor.ts";

/** Every gateway that is built, in the order in which they are offered. A new one adds its row. */
export const GATEWAYS = { wechat, alipay, stripe } satisfies Record<
  GatewayName,
  GatewayDescriptor<string>
>;

export const GATEWAY_NAMES = Object.keys(GATEWAYS) as GatewayName[];

type VariableOf<D> = D extends GatewayDescriptor<infer Name> ? Name : never;

/** What payment needs of the environment: the variables of every gateway, and where they report to. */
export type PaymentVariables = Variables<
  ProductVariable | VariableOf<(typeof GATEWAYS)[GatewayName]>
>;

/** Gateways by environment: an isolate validates its variables and imports its keys once. */
let built = new WeakMap<object, Map<GatewayName, { tools: GatewayTools; gateway: Gateway }>>();

/** The gateway of that name, or the first variable that keeps it from working. */
export function gatewayFor(
  name: GatewayName,
  env: PaymentVariables,
  tools: GatewayTools,
): Configured<Gateway> {
  const gateways = built.get(env) ?? new Map();
  const known = gateways.get(name);
  if (known?.tools === tools) return ok(known.gateway);

  const base = readPublicBase(env);
  if (!base.ok) return base;
  const gateway = GATEWAYS[name].create(env, tools);
  if (gateway.ok) built.set(env, gateways.set(name, { tools, gateway: gateway.value }));
  return gateway;
}

/** As in a new isolate, which knows no key but those of its variables. */
export function forgetGateways(): void {
  built = new WeakMap();
}

/** Whether none of the gateway's own variables is there: it was never set up. */
export function isAbsent(name: GatewayName, env: PaymentVariables): boolean {
  const { address, merchantId, appId, keys } = GATEWAYS[name].variables;
  return [address, merchantId, appId, ...keys].every(
    (variable) => variable === null || (env[variable] ?? "").trim() === "",
  );
}

/** Where the gateway is reached, as configured; null when that is no address. */
export const addressOf = (name: GatewayName, env: PaymentVariables): URL | null =>
  URL.parse(env[GATEWAYS[name].variables.address] ?? "");

/** Whether the gateway takes payments in a currency. */
export const takes = (name: GatewayName, currency: string): boolean =>
  GATEWAYS[name].capabilities.currencies.some((taken) => taken === currency);

/** Whether this way to pay leads to a page of the gateway's, in place of a code. */
export const presentsPage = (payType: PayType): boolean => {
  const name = gatewayOf(payType);
  return name !== undefined && GATEWAYS[name].capabilities.presents === "redirect";
};

/** Where the gateway reports to. Only asked with a gateway in hand, so the variable has been checked. */
export const notifyUrlOf = (name: GatewayName, env: PaymentVariables): string =>
  new URL(`/api/pay/notify/${name}`, env.PUBLIC_BASE_URL).href;

/**
 * Who we are at the gateway, to compare a proof with. A variable that is missing is "", which no gateway ever names: then
 * nothing is granted.
 */
export function expectedParty(name: GatewayName, env: PaymentVariables): Party {
  const { merchantId, appId } = GATEWAYS[name].variables;
  const valueIn = (variable: typeof merchantId) => (variable && env[variable]?.trim()) ?? "";
  return { merchantId: valueIn(merchantId), appId: valueIn(appId) };
}
