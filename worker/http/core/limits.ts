import { faultText } from "../../domain/fault.ts";
import type { LimiterBindings } from "./variables.ts";

/** The period over which wrangler.toml has every limiter count. */
export const LIMIT_PERIOD_SECONDS = 60;

/**
 * Uses per period of each limiter, per key and location, as wrangler.toml sets them; a test holds the two together.
 * An office, a campus or a mobile carrier stands behind one address, so an address gets four times a customer's.
 */
export const LIMITS = {
  LIMITER: 300,
  PURCHASE_LIMITER: 20,
  ADDRESS_LIMITER: 1_200,
  /** Whatever unknown callers make us write, together. */
  STRANGER_LIMITER: 60,
  SELF_TEST_LIMITER: 20,
} as const;

export type Limiter = keyof typeof LIMITS;

/** What makes orders, codes and questions to gateways: nobody needs it more often than this. */
const PURCHASE_ACTIONS: ReadonlySet<string> = new Set([
  ...["order", "prepay", "cancel", "fresh"],
  "console-ask",
]);

/** Counts one use under `key`; approximate, per location, for abuse only. Fails open: payment must not depend on the limiter. */
export async function isAllowed(
  env: LimiterBindings,
  key: string,
  limiter: Limiter = "LIMITER",
): Promise<boolean> {
  try {
    return (await env[limiter]?.limit({ key }))?.success ?? true;
  } catch (error) {
    console.error("the rate limiter does not answer", { error: faultText(error) });
    return true;
  }
}

/**
 * What one use of `action` counts against: the customer and the address, or for a guest the address as if it were one
 * customer. Cloudflare sets the address; without it, as between Workers, there is no limit.
 */
export function countsOf(
  action: string,
  customerId: string | undefined,
  address: string | undefined,
): [Limiter, string][] {
  const from = address === undefined ? undefined : `${action}:${networkOf(address)}`;
  if (customerId === undefined) return from === undefined ? [] : [["LIMITER", from]];
  const limiter = PURCHASE_ACTIONS.has(action) ? "PURCHASE_LIMITER" : "LIMITER";
  const own: [Limiter, string] = [limiter, `${action}:${customerId}`];
  return from === undefined ? [own] : [own, ["ADDRESS_LIMITER", from]];
}

/** Whether a caller known by nothing but the address may do `action` once more. Without an address there is no limit. */
export async function isAddressAllowed(
  env: LimiterBindings,
  action: string,
  address: string | undefined,
): Promise<boolean> {
  for (const [limiter, key] of countsOf(action, undefined, address))
    if (!(await isAllowed(env, key, limiter))) return false;
  return true;
}

/**
 * Whether one more write of what unknown callers sent may go out: counted under one key, since whoever limits by address
 * meets 65,536 networks in one customer's /48.
 */
export const isStrangersWriteAllowed = (env: LimiterBindings): Promise<boolean> =>
  isAllowed(env, "strangers", "STRANGER_LIMITER");

/** One household has 2^64 addresses of IPv6: its first four groups are what stays (RFC 6177). */
export function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::", 2);
  if (!address.includes(":") || address.includes(".")) return address;
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole = [...groups, ...Array(Math.max(0, 8 - groups.length - after.length)).fill("0")];
  const network = [...whole, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
