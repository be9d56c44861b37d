/** One application's access to Alipay's classic gateway in key mode. Validated by `registry.ts`. */
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
