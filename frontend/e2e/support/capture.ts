import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const KEY = "phc_capture";

export interface CapturedEvent {
  event: string;
  distinct_id: string;
  timestamp: string;
  properties: Record<string, unknown>;
}

/** Stands in for PostHog: keeps what is posted, in the order of arrival. */
export class Capture {
  readonly url: string;
  readonly requests: { path: string; headers: Record<string, unknown>; body: string }[] = [];
  readonly events: CapturedEvent[] = [];
  readonly stop: () => Promise<void>;

  constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.stop = stop;
  }

  names(): string[] {
    return this.events.map(({ event }) => event);
  }

  forget(): void {
    this.requests.length = 0;
    this.events.length = 0;
  }
}

export async function startCapture(): Promise<Capture> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    capture.requests.push({ path: request.url ?? "", headers: request.headers, body });
    const { api_key, batch } = JSON.parse(body) as { api_key: string; batch: CapturedEvent[] };
    if (request.method === "POST" && request.url === "/batch/" && api_key === KEY)
      capture.events.push(...batch);
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const capture = new Capture(`http://127.0.0.1:${port}`, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return capture;
}
