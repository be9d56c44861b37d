import type { Party } from "../domain/order/judge.ts";
import type { GatewayName } from "../domain/order/payway.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type Env, type NotConfigured, readAddress, readText } from "../env.ts";
import type { AlipayConfig } from "./alipay/config.ts";
import { createAlipayGateway } from "./alipay/gateway.ts";
import type { Gateway } from "./port.ts";
import { readKeyList, readKeyMap, readSigningKey } from "./settings.ts";
import type { GatewayTools } from "./tools.ts";
import type { WechatConfig } from "./wechat/config.ts";
import { createWechatGateway } from "./wechat/gateway.ts";

type Build = (env: Env, tools: GatewayTools) => Result<Gateway, NotConfigured>;

const BUILD: Record<GatewayName, Build> = {
  wechat: (env, tools) => {
    const config = wechatConfig(env);
    return config.ok ? ok(createWechatGateway(config.value, tools)) : config;
  },
  alipay: (env, tools) => {
    const config = alipayConfig(env);
    return config.ok ? ok(createAlipayGateway(config.value, tools)) : config;
  },
  stripe: () =>
    err({
      reason: "not-configured",
      variable: "STRIPE_SECRET_KEY",
      how: "Stripe is not a gateway that shows codes in this build.",
    }),
};

/** Gateways by environment: an isolate validates its variables and imports its keys once. */
const built = new WeakMap<Env, Map<GatewayName, { tools: GatewayTools; gateway: Gateway }>>();

/** The gateway of that name, or the first variable that keeps it from working. */
export function gatewayFor(
  name: GatewayName,
  env: Env,
  tools: GatewayTools,
): Result<Gateway, NotConfigured> {
  const gateways = built.get(env) ?? new Map();
  const held = gateways.get(name);
  if (held?.tools === tools) return ok(held.gateway);

  const base = readAddress(env, "PUBLIC_BASE_URL", "https://pay.example.com");
  if (!base.ok) return base;
  const gateway = BUILD[name](env, tools);
  if (gateway.ok) built.set(env, gateways.set(name, { tools, gateway: gateway.value }));
  return gateway;
}

/** Where the gateway reports to. Only asked with a gateway in hand, so the variable has been checked. */
export const notifyUrlOf = (name: GatewayName, env: Env): string =>
  new URL(`/api/pay/notify/${name}`, env.PUBLIC_BASE_URL).href;

/**
 * Whose money is ours, to compare a proof with. A variable that is missing is "", which no gateway ever names: nothing
 * is granted to nobody.
 */
export function expectedParty(name: GatewayName, env: Env): Party {
  const party = (merchantId = "", appId = ""): Party => ({
    merchantId: merchantId.trim(),
    appId: appId.trim(),
  });
  switch (name) {
    case "wechat":
      return party(env.WECHAT_MCHID, env.WECHAT_APPID);
    case "alipay":
      return party(env.ALIPAY_SELLER_ID, env.ALIPAY_APP_ID);
    case "stripe":
      return party();
  }
}

function wechatConfig(env: Env): Result<WechatConfig, NotConfigured> {
  const baseUrl = readAddress(env, "WECHAT_BASE_URL", "https://api.mch.weixin.qq.com");
  if (!baseUrl.ok) return baseUrl;
  const appId = readText(
    env,
    "WECHAT_APPID",
    /^[\w-]{1,32}$/,
    "the app id, such as wx8888888888888888",
  );
  if (!appId.ok) return appId;
  const merchantId = readText(
    env,
    "WECHAT_MCHID",
    /^\d{1,32}$/,
    "the merchant number, digits only",
  );
  if (!merchantId.ok) return merchantId;
  const serial = /^[0-9A-Fa-f]{8,64}$/;
  const serialShape = "the merchant API certificate's serial number in hex";
  const merchantSerial = readText(env, "WECHAT_MCH_SERIAL", serial, serialShape);
  if (!merchantSerial.ok) return merchantSerial;
  const key = readSigningKey(env, "WECHAT_MCH_PRIVATE_KEY");
  if (!key.ok) return key;
  const apiV3Key = readText(
    env,
    "WECHAT_APIV3_KEY",
    /^[\x21-\x7e]{32}$/,
    "the 32-character APIv3 key",
  );
  if (!apiV3Key.ok) return apiV3Key;
  const platformKeys = readKeyMap(env, "WECHAT_PLATFORM_KEYS", key.value.modulus);
  if (!platformKeys.ok) return platformKeys;

  return ok({
    baseUrl: baseUrl.value,
    appId: appId.value,
    merchantId: merchantId.value,
    merchantSerial: merchantSerial.value,
    merchantPrivateKey: key.value.pem,
    apiV3Key: apiV3Key.value,
    platformKeys: platformKeys.value,
  });
}

function alipayConfig(env: Env): Result<AlipayConfig, NotConfigured> {
  const gatewayUrl = readAddress(
    env,
    "ALIPAY_GATEWAY_URL",
    "https://openapi.alipay.com/gateway.do",
  );
  if (!gatewayUrl.ok) return gatewayUrl;
  const appId = readText(env, "ALIPAY_APP_ID", /^\d{1,32}$/, "the application's id, digits only");
  if (!appId.ok) return appId;
  const key = readSigningKey(env, "ALIPAY_APP_PRIVATE_KEY");
  if (!key.ok) return key;
  const alipayPublicKeys = readKeyList(env, "ALIPAY_PUBLIC_KEYS", key.value.modulus);
  if (!alipayPublicKeys.ok) return alipayPublicKeys;

  // Calls do without it, but every genuine payment names the seller and would look like somebody else's.
  const seller = readText(env, "ALIPAY_SELLER_ID", /^\d{1,32}$/, "the seller's 2088… number");
  if (!seller.ok) return seller;

  return ok({
    gatewayUrl: gatewayUrl.value,
    appId: appId.value,
    sellerId: seller.value,
    appPrivateKey: key.value.pem,
    alipayPublicKeys: alipayPublicKeys.value,
  });
}
