/** The variable of the build that says where the page is served: its addresses, separated by blanks. */
export const PAGE_ADDRESSES = "PAGE_ADDRESSES";

/** Where a page built without addresses is served: this machine, on any port. */
const LOCAL = ["ws://localhost:*", "ws://127.0.0.1:*"];

/**
 * The sources of `connect-src` for the page's sockets: its own hosts by name. Not every browser that we serve counts a
 * socket of the page's own host as 'self'.
 */
export function socketSources(addresses: string | undefined): string {
  const named = (addresses ?? "").split(/\s+/).filter((address) => address !== "");
  if (named.length === 0) return LOCAL.join(" ");
  return [...new Set(named.map(socketSource))].join(" ");
}

/** "https://pay.example.com" -> "wss://pay.example.com". A host may be any below another: "https://*.example.com". */
function socketSource(address: string): string {
  const parts = /^http(s?):\/\/((?:\*\.)?[\w.-]+(?::\d+)?)\/?$/.exec(address);
  if (!parts)
    throw new Error(`${PAGE_ADDRESSES} holds "${address}", which is no address of a site`);
  return `ws${parts[1]}://${parts[2]}`;
}
