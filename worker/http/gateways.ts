import { PAY_WAY_FLAGS } from "../config/flags.ts";
import type { Language } from "../domain/language.ts";
import { type GatewayName, gatewayOf, PAY_WAYS, type PayType } from "../domain/order/payway.ts";
import type { Env } from "../env.ts";
import { isLoopback } from "../payments/notify-url.ts";
import { gatewayFor } from "../payments/registry.ts";
import { liveTools } from "../payments/tools.ts";
import type { Flags } from "../store/settings.ts";
import type { PayWay } from "./schemas.ts";

/** The ways to pay that are built, in the order in which they are offered. */
const OFFERED: readonly GatewayName[] = ["wechat", "alipay"];

const NAMES: Record<GatewayName, Record<Language, string>> = {
  wechat: { zh: "微信支付", en: "WeChat Pay", jp: "WeChat Pay" },
  alipay: { zh: "支付宝", en: "Alipay", jp: "Alipay" },
  stripe: { zh: "银行卡", en: "Card", jp: "カード" },
};

export const isOffered = (payType: number, flags: Flags): payType is PayType =>
  OFFERED.some((name) => PAY_WAYS[name] === payType && flags[PAY_WAY_FLAGS[name]].value);

/** Whether a new order may take it: a gateway that is not set up would refuse every code. */
export const isUsable = (env: Env, payType: PayType): boolean => {
  const name = gatewayOf(payType);
  return name !== undefined && gatewayFor(name, env, liveTools).ok;
};

export const payWayList = (env: Env, flags: Flags, language: Language): PayWay[] =>
  OFFERED.filter((name) => isOffered(PAY_WAYS[name], flags) && isUsable(env, PAY_WAYS[name])).map(
    (name) => ({
      payType: PAY_WAYS[name],
      name: NAMES[name][language],
      logo: `/pay/${name}.svg`,
    }),
  );

/** Where a code can be paid without a phone: only when the gateway is the sandbox on this machine. */
export function cashierUrl(env: Env, payType: PayType, codeUrl: string): string | undefined {
  const address = payType === PAY_WAYS.wechat ? env.WECHAT_BASE_URL : env.ALIPAY_GATEWAY_URL;
  const gateway = URL.parse(address ?? "");
  if (!gateway || !isLoopback(gateway.hostname)) return undefined;
  return `${gateway.origin}/cashier?code_url=${encodeURIComponent(codeUrl)}`;
}
