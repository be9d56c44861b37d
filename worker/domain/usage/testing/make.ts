import { perform } from "../../ledger/perform.ts";
import { MemoryStore } from "../../ledger/testing/memory.ts";
import type { Quota } from "../../plan/plan.ts";
import type { SubscribedPlan } from "../../subscription/held.ts";
import type { Recorded, UsageEvent, UsageRules } from "../event.ts";
import type { Price, Product } from "../product.ts";
import { LedgerPurse } from "../purse.ts";
import { recordUsage, termsAt } from "../record.ts";
import { MemoryUsage } from "./memory.ts";

/** Noon in Shanghai. */
export const T0 = Date.parse("2026-11-20T04:00:00Z");
export const DAY_MS = 86_400_000;

const product = (id: string, change: Partial<Product> = {}): Product => ({
  ...{ id, kind: "counter", pooled: false, asset: null, prices: [] },
  ...change,
});

export const price = (amount: number, per: number, change: Partial<Price> = {}): Price => ({
  ...{ model: null, pool: null, amount, per, fromMs: 0 },
  ...change,
});

export const PRODUCTS = {
  chat: product("ai_chat"),
  email: product("email"),
  seats: product("agent_seats", { kind: "gauge" }),
  tokens: product("text_tokens", { asset: "credits", prices: [price(1, 1_000)] }),
  models: product("model_tokens", {
    pooled: true,
    asset: "credits",
    prices: [
      price(3, 1_000, { model: "large", pool: "input" }),
      price(1, 1_000, { model: "large", pool: "cachedInput" }),
      price(15, 1_000, { model: "large", pool: "output" }),
      price(1, 1_000_000, { model: "small" }),
    ],
  }),
};

export const QUOTAS: Quota[] = [
  { product: "ai_chat", limit: 50, mode: "hard" },
  { product: "email", limit: 10, mode: "soft" },
  { product: "agent_seats", limit: 3, mode: "hard" },
];

const RULES: UsageRules = {
  credits: {
    mode: "calendar",
    timeZone: "Asia/Shanghai",
    versions: { current: "v2", switches: [] },
    free: null,
  },
  products: Object.values(PRODUCTS),
  quotas: { free: QUOTAS },
};

export interface BookOptions {
  credits?: number;
  expiresAtMs?: number | null;
  held?: SubscribedPlan | null;
  rules?: Partial<Omit<UsageRules, "credits">> & { credits?: Partial<UsageRules["credits"]> };
}

let last = 0;

/** A customer's usage and ledger in memory. */
export class Book {
  readonly usage = new MemoryUsage();
  readonly ledger = new MemoryStore();
  nowMs = T0;
  held: SubscribedPlan | null;
  rules: UsageRules;
  /** How often what the plan gives was drawn. */
  touches = 0;

  constructor({ credits = 0, expiresAtMs = null, held = null, rules = {} }: BookOptions = {}) {
    this.held = held;
    this.rules = { ...RULES, ...rules, credits: { ...RULES.credits, ...rules.credits } };
    if (credits > 0) this.give(credits, expiresAtMs);
  }

  give(amount: number, expiresAtMs: number | null = null): void {
    perform(
      this.ledger,
      "grant",
      {
        ...{ key: `gift:${++last}`, reference: "", asset: "credits", amount, source: "gift" },
        ...{ expiresAtMs, detail: {} },
      },
      this.nowMs,
    );
  }

  send(event: Partial<UsageEvent> & { product: string; count: number }): Recorded {
    const purse = new LedgerPurse(this.ledger, this.nowMs, () => {
      this.touches += 1;
    });
    return recordUsage(
      this.usage,
      purse,
      {
        ...{ host: "host", id: `event-${++last}`, pools: null, atMs: null },
        ...{ properties: {}, corrects: null, mode: "record" },
        ...event,
      },
      termsAt(this.held, this.rules, this.nowMs),
    );
  }

  used(id: string, period = "2026-11"): number {
    return this.usage.counted(id, period)?.count ?? 0;
  }

  get credits(): number {
    return this.ledger.counters("credits").available;
  }
}
