import type { WechatVariant } from "../faults.ts";
import { randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { certificateSeal, type Seal, STALE_SECONDS, UNKNOWN_SERIAL } from "./reply.ts";

/** How a delivery departs from the genuine one. Whatever is changed before signing is genuinely signed. */
export interface Alteration {
  /** Replaces members of the encrypted transaction. */
  plaintext?: Record<string, unknown>;
  /** Replaces members of `resource`, outside the encryption. */
  resource?: Record<string, unknown>;
  seal?: Partial<Seal>;
  sealOf?: (world: World) => Partial<Seal>;
  /** Signs instead of the gateway's key, whichever key the seal names. */
  privateKey?: string;
  withoutSignature?: boolean;
  /** Alters the text after it was signed. */
  body?: (text: string) => string;
}

type Plaintext = Record<string, unknown>;

const amountOf = (plaintext: Plaintext) =>
  plaintext.amount as { total: number; payer_total?: number };

export const ALTERATIONS: Record<WechatVariant, (plaintext: Plaintext) => Alteration> = {
  genuine: () => ({}),
  "tampered-body": () => ({ body: (text) => text.replace("encrypt-resource", "encrypt_resource") }),
  "tampered-signature": () => ({ seal: { spoiled: true } }),
  signtest: () => ({ seal: { signatureTest: true } }),
  "stale-timestamp": () => ({ seal: { timestampShiftSeconds: STALE_SECONDS } }),
  "unknown-serial": () => ({ seal: { serial: UNKNOWN_SERIAL } }),
  "missing-headers": () => ({ withoutSignature: true }),
  "certificate-signed": () => ({ sealOf: certificateSeal }),
  "wrong-merchant": () => ({ plaintext: { mchid: "1600000001" } }),
  "wrong-app": () => ({ plaintext: { appid: "wx0000000000000001" } }),
  "wrong-amount": (plaintext) => ({ plaintext: { amount: oneFenMore(amountOf(plaintext)) } }),
  "wrong-currency": (plaintext) => ({
    plaintext: { amount: { ...amountOf(plaintext), currency: "HKD" } },
  }),
  "unknown-number": () => ({ plaintext: { out_trade_no: `UNKNOWN${randomText(12)}` } }),
  "not-success-state": () => ({
    plaintext: { trade_state: "NOTPAY", trade_state_desc: "订单未支付" },
  }),
  "wrong-algorithm": () => ({
    resource: { algorithm: "AEAD_SM4_GCM", original_type: "something-else" },
  }),
};

/** Total and paid alike, as for a dearer order; a difference in `payer_total` alone is only a coupon. */
function oneFenMore(amount: { total: number; payer_total?: number }) {
  const total = amount.total + 1;
  return { ...amount, total, payer_total: total };
}
