import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Result } from "../../domain/result.ts";
import type { Gateway, Notice, NotificationRefusal, RawNotification } from "../port.ts";
import type { PaymentVariables } from "../registry.ts";

interface Sandbox {
  url: string;
  keys: object;
  close(): Promise<void>;
}

/** Reached by address, not by import: the sandbox is another TypeScript project, and it imports types of ours. */
const load = <T>(file: string): Promise<T> =>
  import(/* @vite-ignore */ new URL(`../../../sandbox/${file}`, import.meta.url).href);

export async function startSandbox() {
  const server = await load<{ startSandbox(options: { port: number }): Promise<Sandbox> }>(
    "server.ts",
  );
  const keys = await load<{
    productVariables(
      keys: object,
      places: { appUrl: string; sandboxUrl: string },
    ): PaymentVariables;
  }>("keys.ts");
  const sandbox = await server.startSandbox({ port: 0 });
  const places = { appUrl: "http://localhost:8788", sandboxUrl: sandbox.url };
  const env = keys.productVariables(sandbox.keys, places);

  const control = async (path: string, body: object) => {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/control/${path}`, request);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return { env, control, close: () => sandbox.close() };
}

type Verdict = Result<Notice, NotificationRefusal>;

/** A merchant's notification address that asks the gateway of the test for its verdict. */
export async function startReceiver(gateway: Gateway) {
  const verdicts: Verdict[] = [];
  const waiting: ((verdict: Verdict) => void)[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const headers = new Headers(request.headers as Record<string, string>);
    const raw: RawNotification = { headers, body };
    const verdict = await gateway.readNotification(raw, Date.now());
    const answer = gateway.acknowledge(verdict.ok ? "taken" : "retry");
    response.writeHead(answer.status, { "Content-Type": answer.contentType }).end(answer.body);
    const next = waiting.shift();
    if (next) next(verdict);
    else verdicts.push(verdict);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    notifyUrl: `http://localhost:${(server.address() as AddressInfo).port}/notify`,
    /** The next verdict, waiting for it where need be. */
    next: () =>
      new Promise<Verdict>((resolve) => {
        const held = verdicts.shift();
        if (held) resolve(held);
        else waiting.push(resolve);
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
