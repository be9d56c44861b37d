import { ok } from "../../domain/result.ts";
import type { GatewayDescriptor } from "../descriptor.ts";
import { readConfig, type WechatVariable } from "./config.ts";
import { CAPABILITIES, createWechatGateway } from "./gateway.ts";

export const wechat: GatewayDescriptor<WechatVariable> = {
  label: { zh: "微信支付", en: "WeChat Pay", jp: "WeChat Pay" },
  logo: "/pay/wechat.svg",
  capabilities: CAPABILITIES,
  notifyUrlLengthMax: 255, // WeChat Pay API v3: Native order, `notify_url`.
  refusalStatus: 401,
  variables: {
    address: "WECHAT_BASE_URL",
    merchantId: "WECHAT_MCHID",
    appId: "WECHAT_APPID",
    keys: ["WECHAT_MCH_PRIVATE_KEY", "WECHAT_PLATFORM_KEYS"],
  },
  create(env, tools) {
    const config = readConfig(env);
    return config.ok ? ok(createWechatGateway(config.value, tools)) : config;
  },
};
