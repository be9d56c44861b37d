/** One merchant's access to WeChat Pay v3. Every field has been validated by `registry.ts`. */
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
