import { err, ok, type Result } from "../domain/result.ts";
import type { Unavailable } from "./port.ts";

/** What a gateway needs from outside, so that tests own the network, the clock and randomness. */
export interface GatewayTools {
  fetch: typeof fetch;
  /** Epoch ms. */
  now(): number;
  /** Unguessable text of `[0-9A-Za-z]`. */
  randomId(length: number): string;
}

/** One call to a gateway, answer included. WeChat Pay allows five seconds for a notification, which may need a call. */
export const GATEWAY_TIMEOUT_MS = 5_000;
/** Real answers stay under 10 KB; a certificate list is the largest. */
export const ANSWER_BYTES_MAX = 256 * 1024;

export interface GatewayAnswer {
  status: number;
  headers: Headers;
  /** The body as sent: no byte order mark removed, since signatures cover every byte. */
  body: string;
}

export const liveTools: GatewayTools = {
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  randomId,
};

/** One bounded exchange. Never throws and never follows a redirect: a signed request is for one address only. */
export async function exchange(
  tools: GatewayTools,
  url: string,
  init: { method: "GET" | "POST"; headers: Record<string, string>; body?: string },
): Promise<Result<GatewayAnswer, Unavailable>> {
  const { fetch } = tools; // Called bare: workerd's own fetch refuses to be a method of another object.
  // Not AbortSignal.timeout: its timer outlives the answer and keeps a Durable Object from sleeping.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), GATEWAY_TIMEOUT_MS);
  const { signal } = limit;
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    const body = await readBounded(response, signal);
    if (body === null) return unavailable(`answer exceeds ${ANSWER_BYTES_MAX} bytes`);
    return ok({ status: response.status, headers: response.headers, body });
  } catch (error) {
    return unavailable(
      signal.aborted ? `no answer in ${GATEWAY_TIMEOUT_MS} ms` : networkFault(error),
    );
  } finally {
    clearTimeout(timer);
  }
}

export const unavailable = (detail: string) => err<Unavailable>({ reason: "unavailable", detail });

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function randomId(length: number): string {
  let id = "";
  while (id.length < length) {
    // Two of the 64 values are thrown away, which keeps the 62 characters equally likely.
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (id.length < length) id += ALPHABET[byte & 63] ?? "";
    }
  }
  return id;
}

async function readBounded(response: Response, signal: AbortSignal): Promise<string | null> {
  if (!response.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  const reader = response.body.getReader();
  let text = "";
  for (let bytes = 0; ; ) {
    const chunk = await reader.read();
    if (chunk.done) return text + decoder.decode();
    signal.throwIfAborted();
    bytes += chunk.value.byteLength;
    if (bytes > ANSWER_BYTES_MAX) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
}

const networkFault = (error: unknown): string =>
  `network: ${error instanceof Error ? error.message.slice(0, 120) : "unknown fault"}`;
