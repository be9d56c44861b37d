import type { RecordedBody } from "../http/areas/host/usage-schemas.ts";
import { hostWithCustomer, plansOnSale } from "./crediting.ts";
import { bindings, request } from "./world.ts";

/** What tests of usage do: put products and quotas into the catalog, report as a host product. */

const PRODUCTS: [id: string, kind: string, pooled: number, asset: string | null][] = [
  ["ai_chat", "counter", 0, null],
  ["email", "counter", 0, null],
  ["agent_seats", "gauge", 0, null],
  ["text_tokens", "counter", 0, "credits"],
  ["paid_calls", "counter", 0, "power"],
  ["model_tokens", "counter", 1, "credits"],
];

const PRICES: [id: string, model: string, pool: string, amount: number, per: number][] = [
  ["text_tokens", "", "", 1, 1_000],
  ["paid_calls", "", "", 7, 3],
  ["model_tokens", "large", "input", 3, 1_000],
  ["model_tokens", "large", "cachedInput", 1, 1_000],
  ["model_tokens", "large", "output", 15, 1_000],
  ["model_tokens", "small", "", 1, 1_000],
];

const QUOTAS: [plan: string, product: string, limit: number, mode: string][] = [
  ["free", "ai_chat", 50, "hard"],
  ["free", "email", 10, "soft"],
  ["free", "agent_seats", 1, "hard"],
  ["pro_monthly", "ai_chat", 10_000, "hard"],
  ["pro_monthly", "email", 1_000, "soft"],
  ["pro_monthly", "agent_seats", 5, "hard"],
];

/** The plans of `plansOnSale`, with products and quotas. */
export async function productsInCatalog(): Promise<void> {
  await plansOnSale();
  await onlyProducts();
}

export async function onlyProducts(): Promise<void> {
  const { DB } = bindings;
  await DB.batch([
    ...PRODUCTS.map(([id, kind, pooled, asset], sort) =>
      DB.prepare(
        "INSERT INTO product (id, kind, pooled, asset, name, unit, translations, sort) VALUES (?, ?, ?, ?, ?, '次', ?, ?)",
      ).bind(id, kind, pooled, asset, `产品 ${id}`, JSON.stringify({ en: { name: id } }), sort),
    ),
    ...PRICES.map((row) =>
      DB.prepare(
        "INSERT INTO product_price (product_id, model, pool, amount, per) VALUES (?, ?, ?, ?, ?)",
      ).bind(...row),
    ),
    ...QUOTAS.map((row) =>
      DB.prepare(
        "INSERT INTO plan_quota (plan_id, product_id, quota, mode) VALUES (?, ?, ?, ?)",
      ).bind(...row),
    ),
  ]);
}

interface Sent {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read for single facts.
  body: any;
}

/** A host product that reports usage of a customer of its own. */
export async function meteringHost() {
  const it = await hostWithCustomer();
  const send = async (method: string, path: string, body?: unknown): Promise<Sent> => {
    const response = await request(path, {
      method,
      headers: {
        authorization: `Bearer ${it.token}`,
        "content-type": "application/json",
        "accept-language": "en",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const own = `/api/customers/${it.who.id}`;
  return {
    ...it,
    call: send,
    /** One event, with an id of its own unless it is told. */
    use: (product: string, count: number, more: object = {}) =>
      send("POST", `${own}/usage`, { id: crypto.randomUUID(), product, count, ...more }),
    report: (event: object) => send("POST", `${own}/usage`, { id: crypto.randomUUID(), ...event }),
    batch: async (events: object[]): Promise<Sent & { results: RecordedBody[] }> => {
      const sent = await send("POST", "/api/usage", {
        events: events.map((event) => ({ customer: it.who.id, ...event })),
      });
      return { ...sent, results: sent.body.results };
    },
    quota: async (product: string, count?: number) =>
      (
        await send(
          "GET",
          `${own}/quota?product=${product}${count === undefined ? "" : `&count=${count}`}`,
        )
      ).body,
    usage: async (period?: string) =>
      (await send("GET", `${own}/usage${period === undefined ? "" : `?period=${period}`}`)).body,
  };
}

export type MeteringHost = Awaited<ReturnType<typeof meteringHost>>;
