import { type Configured, readAddress, readText, type Variables } from "../../config/variables.ts";
import { ok } from "../../domain/result.ts";
import { readKeyList, readSigningKey } from "../settings.ts";

export type AlipayVariable =
  | "ALIPAY_GATEWAY_URL"
  | "ALIPAY_APP_ID"
  | "ALIPAY_SELLER_ID"
  | "ALIPAY_APP_PRIVATE_KEY"
  | "ALIPAY_PUBLIC_KEYS";

/** One application's access to Alipay's classic gateway in key mode. Validated by `readConfig`. */
export interface AlipayConfig {
  /** `https://openapi.alipay.com/gateway.do` or the sandbox's. */
  gatewayUrl: string;
  appId: string;
  /** The seller's 2088… number: whose money a notification must name. */
  sellerId: string;
  appPrivateKey: string;
  /** Alipay's public keys, not the application's. Any one may verify, so that keys can be rotated. */
  alipayPublicKeys: string[];
}

const APP_ID_SHAPE = "the application's id, digits only";

export function readConfig(env: Variables<AlipayVariable>): Configured<AlipayConfig> {
  const gatewayUrl = readAddress(
    env,
    "ALIPAY_GATEWAY_URL",
    "https://openapi.alipay.com/gateway.do",
  );
  if (!gatewayUrl.ok) return gatewayUrl;
  const appId = readText(env, "ALIPAY_APP_ID", /^\d{1,32}$/, APP_ID_SHAPE);
  if (!appId.ok) return appId;
  const key = readSigningKey(env, "ALIPAY_APP_PRIVATE_KEY");
  if (!key.ok) return key;
  const alipayPublicKeys = readKeyList(env, "ALIPAY_PUBLIC_KEYS", key.value.modulus);
  if (!alipayPublicKeys.ok) return alipayPublicKeys;

  // Calls do without it, but every genuine payment names the seller and would look like another seller's.
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
