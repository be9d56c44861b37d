import type { ProductVariable } from "../../config/variables.ts";
import { ok } from "../../domain/result.ts";
import type { GatewayDescriptor } from "../descriptor.ts";
import { readConfig, type StripeVariable } from "./config.ts";
import { CAPABILITIES, createStripeGateway } from "./gateway.ts";

export const stripe: GatewayDescriptor<StripeVariable | ProductVariable> = {
  label: { zh: "银行卡", en: "Card", jp: "カード" },
  logo: "/pay/stripe.svg",
  capabilities: CAPABILITIES,
  notifyUrlLengthMax: 2048,
  refusalStatus: 400,
  variables: {
    address: "STRIPE_API_BASE",
    merchantId: null,
    appId: null,
    keys: ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"],
  },
  create(env, tools) {
    const config = readConfig(env);
    return config.ok ? ok(createStripeGateway(config.value, tools)) : config;
  },
};
