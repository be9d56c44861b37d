import type { ProductVariable } from "../config/variables.ts";
import { type Finding, failed, passed } from "./finding.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a URL's host is this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname);

/** Names that no public resolver answers (RFC 6761, RFC 6762, RFC 8375, and what ICANN reserved for private use). */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa|test|invalid)$/;

/** Not reachable from the internet (RFC 6890): this machine, private, shared, link-local. */
const PRIVATE_IPV4 = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];

const PRIVATE_IPV6 = /^\[(?:::1?\]|f[cd]|fe[89ab]|::ffff:)/;

/**
 * Why a gateway would refuse to report to this address, or null (both gateways' documents of `notify_url`). `near`: the
 * gateway runs on this machine, as the sandbox does, and reaches what is on it over http and any port.
 */
export function notifyUrlFault(address: string, lengthMax: number, near: boolean): string | null {
  const url = URL.parse(address);
  if (!url) return "is not an absolute address";
  // As it is sent: in ASCII, where characters and bytes are one.
  if (url.href.length > lengthMax) return `is longer than ${lengthMax} characters`;
  if (address.includes("?") || address.includes("#")) return "carries a query or a fragment";
  if (url.username || url.password) return "carries credentials";
  if (isLoopback(url.hostname))
    return near ? null : "is this machine, which the gateway cannot reach";
  if (url.protocol !== "https:") return "is not https";
  if (url.port !== "") return "names a port";
  return isPublicHost(url.hostname) ? null : "is not a public host";
}

function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith("[")) return !PRIVATE_IPV6.test(hostname);
  if (/^[\d.]+$/.test(hostname)) return !PRIVATE_IPV4.some((range) => range.test(hostname));
  return hostname.includes(".") && !PRIVATE_NAME.test(hostname.replace(/\.$/, ""));
}

export function notifyUrlFinding(
  address: string,
  lengthMax: number,
  near: boolean,
): Finding<ProductVariable> {
  const fault = notifyUrlFault(address, lengthMax, near);
  if (fault === null) return passed("notify-url", "the gateway can report to our address");
  return failed("notify-url", {
    setting: "PUBLIC_BASE_URL",
    detail: `the address for notifications ${fault}`,
    how: "Set PUBLIC_BASE_URL to the product's public https address, without port and query, such as https://pay.example.com.",
  });
}
