import { ok } from "../../domain/result.ts";
import type { GatewayDescriptor } from "../descriptor.ts";
import { type AlipayVariable, readConfig } from "./config.ts";
import { CAPABILITIES, createAlipayGateway } from "./gateway.ts";

export const alipay: GatewayDescriptor<AlipayVariable> = {
  label: { zh: "支付宝", en: "Alipay", jp: "Alipay" },
  logo: "/pay/alipay.svg",
  capabilities: CAPABILITIES,
  notifyUrlLengthMax: 256, // Alipay Open Platform: common request parameters.
  refusalStatus: 401,
  variables: {
    address: "ALIPAY_GATEWAY_URL",
    merchantId: "ALIPAY_SELLER_ID",
    appId: "ALIPAY_APP_ID",
    keys: ["ALIPAY_APP_PRIVATE_KEY", "ALIPAY_PUBLIC_KEYS"],
  },
  create(env, tools) {
    const config = readConfig(env);
    return config.ok ? ok(createAlipayGateway(config.value, tools)) : config;
  },
};
