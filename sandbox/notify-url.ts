const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a URL's host is this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname);

/**
 * What is wrong with a notification address, or undefined. The gateways take public https without port and query
 * (section 1.3); the one concession to a single machine is http with a port on a loopback host.
 */
export function notifyUrlProblem(text: string, lengthMax: number): string | undefined {
  if (Buffer.byteLength(text) > lengthMax) return `longer than ${lengthMax} bytes`;
  if (!URL.canParse(text)) return "not an absolute URL";
  const url = new URL(text);
  if (text.includes("?") || text.includes("#")) return "carries a query string or a fragment";
  if (url.username || url.password) return "carries credentials";
  if (isLoopback(url.hostname)) {
    return url.protocol === "http:" || url.protocol === "https:" ? undefined : "not http or https";
  }
  if (url.protocol !== "https:") return "plain http is only for this machine";
  return url.port === "" ? undefined : "names a port";
}
