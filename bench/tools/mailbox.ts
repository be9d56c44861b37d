import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A gateway's notification as it was sent. */
export interface Mail {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Receives the notifications of the gateways and stores them, so that a row delivers each at a known moment. */
export interface Mailbox {
  url: string;
  /** Waits until `count` have come since the last call, and takes them in the order of their coming. */
  take(count: number): Promise<Mail[]>;
  close(): Promise<void>;
}

/** A sandbox that answers at once notifies within milliseconds. */
const PATIENCE_MS = 20_000;

/** What the Worker reads of a notification; the rest belongs to the connection that it came by. */
const KEPT = /^(wechatpay-|content-type$|request-id$|user-agent$)/;

export async function startMailbox(): Promise<Mailbox> {
  let mails: Mail[] = [];
  let arrived = () => {};
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const kept = Object.entries(request.headers).filter(([name]) => KEPT.test(name));
    const headers = Object.fromEntries(kept) as Record<string, string>;
    mails.push({ path: request.url ?? "", headers, body });
    // Both gateways take this for an acknowledgement.
    response.setHeader("content-type", "text/plain").end("success");
    arrived();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://localhost:${port}`,
    async take(count) {
      const deadlineMs = Date.now() + PATIENCE_MS;
      while (mails.length < count) {
        if (Date.now() > deadlineMs)
          throw new Error(`${mails.length} of ${count} notifications came`);
        await new Promise<void>((resolve) => {
          arrived = resolve;
          setTimeout(resolve, 100);
        });
      }
      const taken = mails.slice(0, count);
      mails = mails.slice(count);
      return taken;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
