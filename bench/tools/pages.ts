import type { Kind, Purchase } from "./purchases.ts";
import type { World } from "./world.ts";

/** A page that waits on its order's socket. */
export interface Page {
  /** When the page was told that the order is paid, `performance.now()`. */
  paidAtMs: Promise<number>;
  close(): void;
}

const PATIENCE_MS = 30_000;

/** Opens a socket on each order; answers when all have been told the state that they begin with. */
export async function openPages(
  world: World,
  purchases: Purchase[],
  kind: Kind,
  atOnce = 16,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let from = 0; from < purchases.length; from += atOnce)
    pages.push(
      ...(await Promise.all(
        purchases.slice(from, from + atOnce).map((purchase) => openPage(world, purchase, kind)),
      )),
    );
  return pages;
}

/** Node's WebSocket takes headers, as no browser's does. */
type Sockets = new (url: URL, options: { headers: Record<string, string> }) => WebSocket;

function openPage(world: World, { who, orderId }: Purchase, kind: Kind): Promise<Page> {
  const address = new URL(`/api/pay/watch?orderId=${orderId}&from=${kind}`, world.productUrl);
  address.protocol = "ws:";
  const socket = new (WebSocket as unknown as Sockets)(address, { headers: who.headers });
  const paid = Promise.withResolvers<number>();
  paid.promise.catch(() => undefined); // A page that is closed unpaid is no failure.
  return new Promise((resolve, reject) => {
    const page = { paidAtMs: paid.promise, close: () => socket.close() };
    socket.onmessage = ({ data }) => {
      const atMs = performance.now();
      resolve(page);
      if (JSON.parse(String(data)).payStatus === 1) paid.resolve(atMs);
    };
    socket.onerror = () => reject(new Error(`the socket of ${orderId} did not open`));
    socket.onclose = () => paid.reject(new Error(`the socket of ${orderId} closed`));
  });
}

export async function toldWithin(page: Page, what: string): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: the page was not told`)), PATIENCE_MS);
  });
  return Promise.race([page.paidAtMs, late]).finally(() => clearTimeout(timer));
}
