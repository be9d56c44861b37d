import { vi } from "vitest";
import { AccountObject } from "../../objects/account/object.ts";
import { OrderObject } from "../../objects/order/object.ts";
import { liveTools } from "../../payments/tools.ts";
import { bindings } from "../world.ts";
import type { Journeys } from "./journeys.ts";

/** A step that leaves an object: each is a place where something can be lost, and where the machine can die. */
export interface Crossing {
  side: "gateway" | "d1" | "account" | "order";
  what: string;
  gateway?: "wechat" | "alipay";
  /** The gateway number or the order's number it is about. */
  number?: string;
  /** Of the gateway's request, so that it can arrive later. */
  request?: { url: string; init: RequestInit };
  /** What tells two steps of the same name apart: a statement and its values, a call's arguments. */
  detail: string;
}

export type Cross = <T>(crossing: Crossing, work: () => T | Promise<T>) => Promise<T>;

const ORDER_STEPS = [
  "open",
  "showCode",
  "cancel",
  "settle",
  "refund",
  "retryRefunds",
  "applyRefundStatus",
  "payState",
  "attend",
  "endIfSuperseded",
] as const;
const ACCOUNT_STEPS = ["grant", "deduct", "reverseGrant"] as const;

/** Puts `cross` around everything that the product does outside of an object's own storage. `touched` hears of objects. */
export function installFaultPoints(
  cross: Cross,
  touched: (objectId: string) => void,
  journeys: Journeys,
): void {
  const realFetch = liveTools.fetch;
  vi.spyOn(liveTools, "fetch").mockImplementation(((url: string, init: RequestInit) =>
    cross({ ...gatewayCrossing(url, init), detail: "" }, () =>
      realFetch(url, init),
    )) as typeof fetch);

  const database = Object.getPrototypeOf(bindings.DB);
  const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
  wrap(database, "batch", { side: "d1", what: "batch" });
  for (const method of ["run", "all", "raw"]) wrap(statement, method, { side: "d1", what: method });
  for (const method of ORDER_STEPS)
    wrap(OrderObject.prototype, method, { side: "order", what: method });
  for (const method of ACCOUNT_STEPS)
    wrap(AccountObject.prototype, method, { side: "account", what: method });
  followCalls(bindings.ORDERS as unknown as Namespace, ORDER_STEPS, journeys);
  followCalls(bindings.ACCOUNTS as unknown as Namespace, ACCOUNT_STEPS, journeys);

  // biome-ignore lint/suspicious/noExplicitAny: prototypes of several classes, each with its own methods.
  function wrap(owner: any, method: string, crossing: Omit<Crossing, "detail">): void {
    const original = owner[method];
    vi.spyOn(owner, method).mockImplementation(async function (this: unknown, ...rest: unknown[]) {
      const id = (this as { ctx?: { id?: DurableObjectId } }).ctx?.id?.toString();
      if (!id)
        return cross({ ...crossing, detail: statementsIn(this, rest) }, () =>
          original.apply(this, rest),
        );
      touched(id);
      const leave = journeys.arrive(id, method);
      try {
        return await cross({ ...crossing, detail: JSON.stringify(rest) }, () =>
          original.apply(this, rest),
        );
      } finally {
        leave();
      }
    });
  }
}

/** The text and the values of a D1 statement, or of a batch. */
function statementsIn(owner: unknown, [batch]: unknown[]): string {
  const statements = (Array.isArray(batch) ? batch : [owner]) as {
    statement?: string;
    params?: unknown[];
  }[];
  return JSON.stringify(statements.map(({ statement, params }) => [statement, params]));
}

type Method = (...args: unknown[]) => unknown;

/** What is common to the namespaces of all classes. */
interface Namespace {
  get(id: DurableObjectId): Record<string, Method>;
}

/** Stubs of the namespace tell when a call sets out and when its answer is back. */
function followCalls(namespace: Namespace, methods: readonly string[], journeys: Journeys): void {
  const { get } = namespace;
  vi.spyOn(namespace, "get").mockImplementation((id: DurableObjectId) => {
    const stub = get.call(namespace, id);
    for (const method of methods) {
      const call = stub[method] as Method;
      const value = async (...args: unknown[]) => {
        const back = journeys.setOut(id.toString(), method);
        try {
          return await Reflect.apply(call, stub, args);
        } finally {
          back();
        }
      };
      Object.defineProperty(stub, method, { value });
    }
    return stub;
  });
}

/**
 * Puts `outside` around what takes the machine some time and is no step of its own: the outside world, KV, the limiters. Until it
 * has ended nothing is at rest.
 */
export function installPauses(outside: <T>(work: () => Promise<T>) => Promise<T>): void {
  const kv = Object.getPrototypeOf(bindings.CONFIG);
  const limiter = Object.getPrototypeOf(bindings.LIMITER);
  pause(globalThis, "fetch");
  for (const method of ["get", "put", "delete"]) pause(kv, method);
  pause(limiter, "limit");

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  function pause(owner: any, method: string): void {
    const original = owner[method];
    vi.spyOn(owner, method).mockImplementation(function (this: unknown, ...rest: unknown[]) {
      return outside(() => original.apply(this, rest));
    });
  }
}

/** Which of the gateways' operations a request is: WeChat Pay API v3 has an address for each, Alipay a `method`. */
function gatewayCrossing(url: string, init: RequestInit): Omit<Crossing, "detail"> {
  const request = { url, init };
  const { pathname } = new URL(url);
  const wechat = (what: string, number?: string): Omit<Crossing, "detail"> => ({
    side: "gateway",
    gateway: "wechat",
    what,
    request,
    ...(number ? { number } : {}),
  });
  const body = typeof init.body === "string" ? init.body : "";
  const number = /EC\d{8}[0-9A-Z]{10}_\d+/.exec(`${pathname} ${decodeURIComponent(body)}`)?.[0];
  if (pathname.endsWith("/native")) return wechat("native", number);
  if (pathname.endsWith("/close")) return wechat("close", number);
  if (pathname.includes("/out-trade-no/")) return wechat("query", number);
  if (pathname.includes("/v3/refund"))
    return wechat(init.method === "POST" ? "refund" : "refund-query", number);

  const method = /alipay\.trade\.([a-z.]+)/.exec(`${url} ${decodeURIComponent(body)}`)?.[1];
  const what = method === "fastpay.refund.query" ? "refund-query" : (method ?? "unknown");
  return {
    side: "gateway",
    gateway: "alipay",
    what,
    request,
    ...(number ? { number } : {}),
  };
}
