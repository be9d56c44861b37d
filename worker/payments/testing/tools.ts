import type { GatewayTools } from "../tools.ts";

/** 2026-11-20 15:04:05 in Beijing. */
export const T0 = Date.parse("2026-11-20T07:04:05Z");

export interface Sent {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

export type Reply = (sent: Sent) => Response | Promise<Response>;

/** Tools whose network is a function, with a record of what was sent. */
export function stubTools(reply: Reply, nowMs = T0) {
  const sent: Sent[] = [];
  const clock = { nowMs };
  const tools: GatewayTools = {
    fetch: (async (input: string, init: RequestInit) => {
      const headers = new Headers(init.headers);
      const request = {
        method: init.method ?? "GET",
        url: new URL(input),
        headers,
        body: String(init.body ?? ""),
      };
      sent.push(request);
      return reply(request);
    }) as GatewayTools["fetch"],
    now: () => clock.nowMs,
    randomId: (length) => "n".repeat(length),
  };
  return { tools, sent, clock };
}
