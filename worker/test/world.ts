import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, inject, vi } from "vitest";
import app from "../app.ts";
import type { Env } from "../env.ts";
import { forgetKeys } from "../store/settings.ts";
import type { Mail } from "./mail.ts";

/** What tests in workerd do: speak to the Worker as a customer, and pull the levers of the outside world. */

export const bindings = env as unknown as Env;

const sandboxUrl = inject("sandboxUrl");
const mailboxUrl = inject("mailboxUrl");

/** The Worker's own address, as a gateway or a browser would call it. */
export const ORIGIN = inject("variables").PUBLIC_BASE_URL ?? "";

const worker = (exports as unknown as { default: { fetch: typeof fetch } }).default;

/** Each request meets the Worker as a second later would: what an operator set in between counts. */
export const request = (path: string, init?: RequestInit): Promise<Response> => {
  forgetKeys();
  return soon(path, init);
};

/** The same within the second in which an isolate answers from its memory. */
export const soon = (path: string, init?: RequestInit): Promise<Response> =>
  worker.fetch(new Request(new URL(path, ORIGIN), init));

/** The same request to a Worker with other bindings or variables. Answers when its background work is done too. */
export async function requestWith(
  change: Partial<Env>,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  return requestIn({ ...bindings, ...change }, path, init);
}

/** The same in one environment for several requests, which is what an isolate remembers by. */
export async function requestIn(env: Env, path: string, init?: RequestInit): Promise<Response> {
  const context = createExecutionContext();
  const response = await app.fetch(new Request(new URL(path, ORIGIN), init), env, context);
  await waitOnExecutionContext(context);
  return response;
}

/** From here to the end of the test nobody who presses is limited by the minute; tests that press much are not about that. */
export function pressFreely(): void {
  const limiters = Object.getPrototypeOf(bindings.PURCHASE_LIMITER) as RateLimit;
  const { limit } = limiters;
  if (vi.isMockFunction(limit)) return;
  vi.spyOn(limiters, "limit").mockImplementation(function (this: RateLimit, options) {
    const isPress = /^(order|prepay|cancel|fresh|console-ask):/.test(String(options.key));
    return isPress ? Promise.resolve({ success: true }) : limit.call(this, options);
  });
}

async function sandbox(path: string, body?: unknown, method = "POST"): Promise<unknown> {
  const response = await fetch(new URL(path, sandboxUrl), {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

export const control = {
  pay: (codeUrl: string) =>
    sandbox("/control/pay", { codeUrl }) as Promise<{ ok: boolean; reason?: string }>,
  scan: (codeUrl: string) => sandbox("/control/scan", { codeUrl }),
  fault: (fault: {
    gateway: string;
    fault: string;
    times?: number;
    number?: string;
    operation?: string;
    delayMs?: number;
  }) => sandbox("/control/faults", fault),
  /** The gateways' own time, while ours stays. */
  skew: (skewMs: number) => sandbox("/control/clock", { skewMs }),
  /** The gateways forget every trade. */
  forgetTrades: () => sandbox("/control/reset", {}),
  clearFaults: () => sandbox("/control/faults", undefined, "DELETE"),
  reset: () => sandbox("/control/reset"),
  /** All that the gateways know of trades, and the same put into another run. */
  trades: () => sandbox("/control/trades", undefined, "GET"),
  takeTrades: (trades: unknown) => sandbox("/control/trades", trades, "PUT"),
  /** The same of Stripe. */
  stripeRecords: () => sandbox("/control/stripe/records", undefined, "GET"),
  takeStripeRecords: (records: unknown) => sandbox("/control/stripe/records", records, "PUT"),
  /** The gateways' waits, divided by this: a small part makes them wait long. */
  pace: (scale: number) => sandbox("/control/clock", { scale }),
  /** What a payer does on the card page. */
  checkout: (session: string, action: string) =>
    sandbox("/control/stripe/checkout", { session, action }),
  endRefund: (refund: string, outcome: "succeeded" | "failed") =>
    sandbox("/control/stripe/refunds", { refund, outcome }),
  /** A payer's bank disputes a payment of Stripe's, and decides. */
  dispute: (body: { of: string } | { dispute: string; outcome: "won" | "lost" }) =>
    sandbox("/control/stripe/disputes", body) as Promise<{ id: string }>,
  /** Any lever of the played Stripe (sandbox/README.md). */
  stripe: (lever: string, body: object = {}) =>
    sandbox(`/control/stripe/${lever}`, body) as Promise<unknown>,
  // biome-ignore lint/suspicious/noExplicitAny: the books are read for single facts.
  books: () => sandbox("/control/books", undefined, "GET") as Promise<any>,
};

/** Outlives every journey in time that a test makes. */
const TOKEN_SECONDS = 30 * 86_400;

/** A bearer token as the host product issues it; the sandbox signs what it is told. */
export const mint = async (claims: Record<string, unknown>): Promise<string> =>
  ((await sandbox("/identity/test-token", claims)) as { token: string }).token;

export interface Customer {
  id: string;
  /** Calls the Worker with this customer's bearer token. */
  call(path: string, init?: RequestInit): Promise<Response>;
  get<T>(path: string): Promise<{ status: number; body: T }>;
  post<T>(path: string, body: unknown): Promise<{ status: number; body: T }>;
}

export async function customer(claims: Record<string, unknown> = {}): Promise<Customer> {
  const id = `customer-${crypto.randomUUID()}`;
  const minted = (await sandbox("/identity/test-token", {
    sub: id,
    expiresInSeconds: TOKEN_SECONDS,
    ...claims,
  })) as Record<string, string>;
  const { token } = minted;
  const call = (path: string, init: RequestInit = {}) =>
    request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  const read = async <T>(response: Response) => ({
    status: response.status,
    body: (await response.json()) as T,
  });
  return {
    id: (claims.sub as string) ?? id,
    call,
    get: async <T>(path: string) => read<T>(await call(path)),
    post: async <T>(path: string, body: unknown) =>
      read<T>(
        await call(path, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      ),
  };
}

/** Puts a package on sale and answers its id. */
export async function packageOnSale(
  change: {
    stock?: number | null;
    priceMinor?: number;
    days?: number;
    enabled?: number;
    tier?: number;
    name?: string;
  } = {},
) {
  const id = `package-${crypto.randomUUID()}`;
  await bindings.DB.prepare(
    "INSERT INTO coze_package (id, name, duration_days, current_price_minor, stock, enabled, tier) VALUES (?, ?, ?, ?, ?, ?, ?)",
  )
    .bind(
      id,
      change.name ?? "专业版",
      change.days ?? 30,
      change.priceMinor ?? 3990,
      change.stock ?? null,
      change.enabled ?? 1,
      change.tier ?? 0,
    )
    .run();
  return id;
}

export const stockOf = async (packageId: string): Promise<number | null> =>
  (await bindings.DB.prepare("SELECT stock FROM coze_package WHERE id = ?")
    .bind(packageId)
    .first<number>("stock")) ?? null;

const kept: Mail[] = [];

/** Takes the notifications that have arrived so far. */
async function collect(): Promise<void> {
  kept.push(...((await (await fetch(mailboxUrl)).json()) as Mail[]));
}

/** Waits for the notification about `number`, which the gateway sends right after the payment, and takes it. */
export async function mailAbout(number: string, what?: string): Promise<Mail> {
  for (let looks = 0; looks < 200; looks++) {
    await collect();
    const index = kept.findIndex((mail) => mail.number === number && mail.what === what);
    if (index >= 0) return kept.splice(index, 1)[0] as Mail;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no notification about ${number}`);
}

/** Takes what has come and nobody has asked for. */
export async function strayMail(): Promise<Mail[]> {
  await collect();
  return kept.splice(0);
}

/** Has the gateway send one crafted notification and takes it. */
export async function crafted(wanted: Crafted): Promise<Mail> {
  await collect();
  kept.length = 0;
  await sandbox("/control/notify", wanted);
  await collect();
  const mail = kept.pop();
  if (!mail) throw new Error(`no ${wanted.variant} notification came`);
  return mail;
}

interface Crafted {
  gateway: "wechat" | "alipay";
  number: string;
  variant: string;
  force?: boolean;
}

/** Hands a notification to the Worker as the gateway would. */
export const deliver = (mail: Mail): Promise<Response> =>
  request(mail.path, { method: "POST", headers: mail.headers, body: mail.body });

/** The same, answering when what the Worker does behind its answer is done too. */
export function deliverAndFinish(mail: Mail): Promise<Response> {
  forgetKeys();
  const { path, headers, body } = mail;
  return requestIn(bindings, path, { method: "POST", headers, body });
}

/** Moves the Worker's and the sandbox's clocks together. */
export const travel = (ms: number): Promise<void> => setClocks(Date.now() + ms);

/** Sets both clocks; the gateways' goes wrong by `skewMs`. */
export async function setClocks(nowMs: number, skewMs = 0): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
  const offsetMs = nowMs - RealDate.now() + skewMs;
  await sandbox("/control/clock", { offsetMs, skewMs: offsetMs });
}

/** Taken before any test replaces it. */
const RealDate = Date;

/** After a test: real time again, and no faults. */
export function restoreAfterEach(): void {
  afterEach(async () => {
    vi.useRealTimers();
    await sandbox("/control/clock", { offsetMs: 0, skewMs: 0 });
    await control.clearFaults();
  });
}
