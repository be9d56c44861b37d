export type Gateway = "wechat" | "alipay" | "stripe";

/** The gateways whose payer scans a code. */
export type QrGateway = Exclude<Gateway, "stripe">;

/** Crafted notifications of WeChat Pay: sent by hand through /control/notify, or switched on for the next delivery. */
export const WECHAT_VARIANTS = [
  "genuine",
  "tampered-body",
  "tampered-signature",
  "signtest",
  "stale-timestamp",
  "unknown-serial",
  "missing-headers",
  "certificate-signed",
  "wrong-merchant",
  "wrong-app",
  "wrong-amount",
  "wrong-currency",
  "unknown-number",
  "not-success-state",
  "wrong-algorithm",
] as const;

/** Crafted notifications of Alipay. */
export const ALIPAY_VARIANTS = [
  "genuine",
  "tampered-body",
  "tampered-sign",
  "sha1-downgrade",
  "missing-sign",
  "wrong-seller",
  "wrong-app",
  "wrong-amount",
  "unknown-number",
  "trade-finished",
  "trade-closed",
  "partial-refund-repeat",
  "old-timestamp",
] as const;

/** How the delivery of a Stripe event departs from the genuine one. */
export const STRIPE_VARIANTS = [
  "genuine",
  "tampered-body",
  "wrong-secret",
  "missing-signature",
  "stale-timestamp",
  "two-signatures",
  "livemode-flipped",
  "older-api-version",
] as const;

export type StripeVariant = (typeof STRIPE_VARIANTS)[number];
export type WechatVariant = (typeof WECHAT_VARIANTS)[number];
export type AlipayVariant = (typeof ALIPAY_VARIANTS)[number];

const SHARED_SWITCHES = [
  "drop-notification",
  "delay-notification",
  "duplicate-notification",
  "hang",
  "error-500",
  "error-429",
  "unsigned-response",
  "tampered-response",
  "response-lost-after-acting",
  "system-error-after-creating",
  "pay-during-close",
  "close-429",
  "refund-pending",
  "refund-not-enough",
  "text-refused",
] as const;

const WECHAT_SWITCHES = [
  "response-signtest",
  "response-stale-timestamp",
  "response-unknown-serial",
  "response-certificate-signed",
  "refund-abnormal",
  "refund-closed",
  "close-unknown-404",
  "certificates-gone",
] as const;

const ALIPAY_SWITCHES = ["system-error", "repeat-precreate-error", "notify-closed-trades"] as const;

const STRIPE_SWITCHES = [
  "drop-notification",
  "delay-notification",
  "duplicate-notification",
  "shuffle-notifications",
  "second-event",
  "hang",
  "error-500",
  "error-500-after-acting",
  "error-429",
  "lock-timeout",
  "response-lost-after-acting",
  "stale-read",
  "change-between-pages",
  "classic-billing-mode",
  "refund-pending",
  "refund-failed",
] as const;

export type FaultName =
  | (typeof STRIPE_SWITCHES)[number]
  | (typeof SHARED_SWITCHES)[number]
  | (typeof WECHAT_SWITCHES)[number]
  | (typeof ALIPAY_SWITCHES)[number]
  | Exclude<WechatVariant | AlipayVariant | StripeVariant, "genuine">;

const notGenuine = (names: readonly string[]) => names.filter((name) => name !== "genuine");

/** Every switch by the gateway that has it. */
export const FAULTS: Record<Gateway, readonly string[]> = {
  wechat: [...SHARED_SWITCHES, ...WECHAT_SWITCHES, ...notGenuine(WECHAT_VARIANTS)],
  alipay: [...SHARED_SWITCHES, ...ALIPAY_SWITCHES, ...notGenuine(ALIPAY_VARIANTS)],
  stripe: [...STRIPE_SWITCHES, ...notGenuine(STRIPE_VARIANTS)],
};

export interface Fault {
  gateway: Gateway;
  fault: FaultName;
  /** How often it still applies. */
  timesLeft: number;
  /** Applies only to this out_trade_no; with Stripe to this id of an object or type of an event. */
  number?: string;
  /** Applies only to this operation: `native`, `query`, `close`, `precreate`, `subscriptions.update`, … */
  operation?: string;
  delayMs?: number;
  /** Copies of a duplicated notification, the first included. */
  count?: number;
}

/** What a switch is compared with. */
export interface Occasion {
  gateway: Gateway;
  outTradeNo?: string | undefined;
  operation?: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  /** The first switch of this name that fits, used up by one. */
  take(name: FaultName, occasion: Occasion): Fault | undefined;
}

/** A mistyped loop in a test must not fill the memory. */
const FAULTS_MAX = 1000;

export function createFaults(): Faults {
  let active: Fault[] = [];
  return {
    add(fault) {
      if (active.length >= FAULTS_MAX) throw new Error(`more than ${FAULTS_MAX} faults`);
      active.push({ ...fault });
    },
    list: () => active.map((fault) => ({ ...fault })),
    clear() {
      active = [];
    },
    take(name, occasion) {
      const found = active.find((fault) => fault.fault === name && fits(fault, occasion));
      if (!found) return undefined;
      found.timesLeft -= 1;
      active = active.filter((fault) => fault.timesLeft > 0);
      return { ...found };
    },
  };
}

function fits(fault: Fault, occasion: Occasion): boolean {
  if (fault.gateway !== occasion.gateway) return false;
  if (fault.number !== undefined && fault.number !== occasion.outTradeNo) return false;
  return fault.operation === undefined || fault.operation === occasion.operation;
}
