import { CREDITS, CUSTOMER_ID, HELD_PLAN } from "../../core/examples.ts";

const RESETS = "2026-11-30T16:00:00.000Z";
const SEATS = { used: 3, limit: 5, remaining: 2, resetsAt: null };
const CHATS = { used: 3_000, limit: 10_000, remaining: 7_000, resetsAt: RESETS };

export const USAGE_EXAMPLES = {
  UsageEvent: {
    "One conversation": { id: "chat-4711", product: "ai_chat", count: 1, mode: "enforce" },
    "A call of a model, as its provider reports it": {
      id: "call-4711",
      product: "model_tokens",
      properties: { model: "large" },
      modelUsage: {
        provider: "openai",
        usage: {
          prompt_tokens: 1_200,
          completion_tokens: 350,
          total_tokens: 1_550,
          prompt_tokens_details: { cached_tokens: 1_024 },
        },
      },
    },
    "Seats now": { id: "seats-2026-11-20", product: "agent_seats", count: 3 },
    "A correction": { id: "fix-1", product: "email", count: -2, corrects: "mailing-12" },
  },
  UsageBatch: {
    "Two customers": {
      events: [
        { customer: CUSTOMER_ID, id: "chat-4711", product: "ai_chat", count: 1 },
        { customer: "customer-mei", id: "mailing-12", product: "email", count: 40 },
      ],
    },
  },
  Recorded: {
    Counted: { id: "chat-4711", result: "accepted" as const, ...CHATS, charged: 0 },
  },
  UsageResults: {
    "One of two": {
      results: [
        { id: "chat-4711", result: "duplicate" as const, ...CHATS, charged: 0 },
        {
          id: "mailing-12",
          result: "rejected" as const,
          code: "PRODUCT_UNKNOWN",
          ...{ used: null, limit: null, remaining: null, resetsAt: null },
          charged: 0,
        },
      ],
    },
  },
  QuotaStatus: {
    "7,000 left": {
      product: "ai_chat",
      allowed: true,
      ...CHATS,
      reason: "within-quota" as const,
    },
  },
  UsageSummary: {
    "November so far": {
      period: "2026-11",
      items: { ai_chat: 3_000, agent_seats: 3 },
      products: [
        {
          id: "ai_chat",
          name: "AI conversations",
          unit: "conversations",
          kind: "counter" as const,
          ...CHATS,
          mode: "hard" as const,
          owed: 0,
        },
        {
          id: "agent_seats",
          name: "Agent seats",
          unit: "seats",
          kind: "gauge" as const,
          ...SEATS,
          mode: "hard" as const,
          owed: 0,
        },
      ],
      days: [{ date: "2026-11-20", items: { ai_chat: 120 } }],
    },
  },
  "postCustomersByCustomerSubscription 200": {
    "Pro, just given": { plan: HELD_PLAN, credits: CREDITS },
  },
};
