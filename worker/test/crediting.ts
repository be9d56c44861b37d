import { VERSION_HISTORY_KEY } from "../store/plans.ts";
import { bindings, customer, request } from "./world.ts";

/** What tests of credits do: put the seed's plans and packs on sale, set the system, call as a host product. */

const PLANS: [id: string, interval: string, rule: string, v1: number, v2: number][] = [
  ["free", "none", "monthly", 10, 5],
  ["pro_monthly", "month", "monthly", 300, 100],
  ["pro_yearly", "year", "monthly", 400, 150],
  ["lifetime", "once", "once", 1000, 500],
];

/** The plans and packs of the demo catalog. */
export async function plansOnSale(): Promise<void> {
  const { DB } = bindings;
  await DB.batch(
    PLANS.flatMap(([id, interval, rule, v1, v2], rank) => [
      DB.prepare(
        "INSERT INTO plan (id, family, rank, interval, credit_rule, name, translations) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ).bind(id, id, rank, interval, rule, `计划 ${id}`, JSON.stringify({ en: { name: id } })),
      DB.prepare(
        "INSERT INTO plan_allowance (plan_id, version, credits) VALUES (?1, 'v1', ?2), (?1, 'v2', ?3)",
      ).bind(id, v1, v2),
      ...(interval === "none"
        ? []
        : [DB.prepare("INSERT INTO plan_price VALUES (?, 'CNY', 6900)").bind(id)]),
    ]),
  );
  await DB.batch([
    DB.prepare(
      "INSERT INTO credit_package (id, credits, name, translations) VALUES ('credits-100', 100, '入门包', ?)",
    ).bind(JSON.stringify({ en: { name: "Starter" } })),
    DB.prepare(
      "INSERT INTO credit_package_price VALUES ('credits-100', 'CNY', 3500), ('credits-100', 'USD', 500)",
    ),
  ]);
}

/** Sets the version as `npm run credits -- switch` does: with the time of the switch. */
export async function switchTo(version: "v1" | "v2", nowMs = Date.now()): Promise<void> {
  const known = JSON.parse((await bindings.CONFIG.get(VERSION_HISTORY_KEY)) ?? "[]");
  const from = known.at(-1)?.to ?? "v2";
  await bindings.CONFIG.put("credit_system_version", version);
  await bindings.CONFIG.put(
    VERSION_HISTORY_KEY,
    JSON.stringify([...known, { atMs: nowMs, from, to: version }]),
  );
}

/** The version as it was from the first. */
export async function beginWith(version: "v1" | "v2"): Promise<void> {
  await bindings.CONFIG.put("credit_system_version", version);
  await bindings.CONFIG.put(
    VERSION_HISTORY_KEY,
    JSON.stringify([{ atMs: 0, from: version, to: version }]),
  );
}

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export interface HostCall {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read for single facts.
  body: any;
}

/** A token that outlives journeys of decades: the identity provider's clock is the real one. */
export const TOKEN_SECONDS = 40 * 366 * 86_400;

export const lastingCustomer = () => customer({ expiresInSeconds: TOKEN_SECONDS });

/** A host product with a key, and a customer of its own that nobody has seen yet. */
export async function hostWithCustomer() {
  const prefix = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const secret = crypto.randomUUID().replaceAll("-", "");
  const hash = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
  await bindings.DB.prepare(
    "INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at) VALUES (?1, ?1, ?2, 'host', 0)",
  )
    .bind(prefix, hash)
    .run();
  const who = await lastingCustomer();
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    key = crypto.randomUUID(),
  ): Promise<HostCall> => {
    const response = await request(`/api/customers/${who.id}${path}`, {
      method,
      headers: {
        authorization: `Bearer eck_${prefix}_${secret}`,
        "content-type": "application/json",
        "accept-language": "en",
        "idempotency-key": key,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    who,
    send,
    token: `eck_${prefix}_${secret}`,
    spend: (amount: number, key?: string) =>
      send("POST", "/deduct", { asset: "credits", amount }, key),
    plan: (planId: string | null, endsAt: string | null = null) =>
      send("PUT", "/plan", { planId, endsAt }),
    credits: async () => (await send("GET", "/credits")).body,
  };
}
