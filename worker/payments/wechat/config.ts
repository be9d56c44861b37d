import { type Configured, readAddress, readText, type Variables } from "../../config/variables.ts";
import { ok } from "../../domain/result.ts";
import { readKeyMap, readSigningKey } from "../settings.ts";

export type WechatVariable =
  | "WECHAT_BASE_URL"
  | "WECHAT_APPID"
  | "WECHAT_MCHID"
  | "WECHAT_MCH_SERIAL"
  | "WECHAT_MCH_PRIVATE_KEY"
  | "WECHAT_APIV3_KEY"
  | "WECHAT_PLATFORM_KEYS";

/** One merchant's access to WeChat Pay v3. Every field has been validated by `readConfig`. */
export interface WechatConfig {
  /** Without a trailing slash; a path prefix is allowed and takes part in the signature. */
  baseUrl: string;
  appId: string;
  merchantId: string;
  /** Serial of the merchant's own API certificate, hex. */
  merchantSerial: string;
  merchantPrivateKey: string;
  /** 32 ASCII characters, used as 32 raw bytes. */
  apiV3Key: string;
  /** Platform certificate serial or `PUB_KEY_ID_…` -> PEM public key or X.509 certificate. */
  platformKeys: Record<string, string>;
}

/** Protocol 1.6: the mark of a WeChat Pay public key, as against a platform certificate's serial. */
export const PUBLIC_KEY_ID = "PUB_KEY_ID_";

const APP_ID_SHAPE = "the app id, such as wx8888888888888888";
const SERIAL_SHAPE = "the merchant API certificate's serial number in hex";
const APIV3_KEY_SHAPE = "the 32-character APIv3 key";

export function readConfig(env: Variables<WechatVariable>): Configured<WechatConfig> {
  const baseUrl = readAddress(env, "WECHAT_BASE_URL", "https://api.mch.weixin.qq.com");
  if (!baseUrl.ok) return baseUrl;
  const appId = readText(env, "WECHAT_APPID", /^[\w-]{1,32}$/, APP_ID_SHAPE);
  if (!appId.ok) return appId;
  const merchantId = readText(
    env,
    "WECHAT_MCHID",
    /^\d{1,32}$/,
    "the merchant number, digits only",
  );
  if (!merchantId.ok) return merchantId;
  const merchantSerial = readText(env, "WECHAT_MCH_SERIAL", /^[0-9A-Fa-f]{8,64}$/, SERIAL_SHAPE);
  if (!merchantSerial.ok) return merchantSerial;
  const key = readSigningKey(env, "WECHAT_MCH_PRIVATE_KEY");
  if (!key.ok) return key;
  const apiV3Key = readText(env, "WECHAT_APIV3_KEY", /^[\x21-\x7e]{32}$/, APIV3_KEY_SHAPE);
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
