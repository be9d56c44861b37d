import type { Plan } from "../../plan/plan.ts";
import { upgradeSubscription } from "../changes.ts";
import type { Seen } from "../outcome.ts";
import { NEW_RECORD, type SubscriptionRecord } from "../state.ts";
import type { StripePicture } from "../stripe-picture.ts";
import { Account } from "./account.ts";
import {
  CATALOG,
  DAY,
  invoice,
  line,
  order,
  PLANS,
  picture,
  price,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
  T2,
  terms,
} from "./make.ts";

export interface Case {
  record: SubscriptionRecord;
  nowMs: number;
}

function customer(seen: Partial<Seen>, nowMs = T0 + 10 * DAY): Case {
  const account = new Account();
  // A period begins when its order is told, whenever it was paid: nothing is lost to a slow notification.
  account.see({ orders: seen.orders ?? [] }, T0);
  account.see(seen, nowMs);
  return { record: account.record, nowMs };
}

const card = (stripe: Partial<StripePicture>, nowMs?: number) =>
  customer({ stripe: picture(stripe) }, nowMs);

const schedule = { id: "sub_sched_1", phases: [{ startMs: T1, price: price(PLANS.archived) }] };
const team = {
  subscriptions: [subscription({}, PLANS.team)],
  invoices: [invoice({ lines: [line({}, PLANS.team)] })],
};

export const CASES: Record<string, Case> = {
  none: { record: NEW_RECORD, nowMs: T0 },
  card: card({}),
  "team by card": card(team),
  trial: card({
    subscriptions: [
      subscription({ status: "trialing", trialStartMs: T0, trialEndMs: T0 + 14 * DAY }),
    ],
    invoices: [],
  }),
  "card, ending": card({ subscriptions: [subscription({ cancelAtMs: T1 })] }),
  "card, downgrade planned": card({ subscriptions: [subscription({ schedule })] }),
  "card, upgrade unpaid": card({
    subscriptions: [
      subscription({ pendingUpdate: { price: price(PLANS.team), expiresAtMs: T0 + 11 * DAY } }),
    ],
  }),
  "past due": card(
    {
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    },
    T1 + 2 * DAY,
  ),
  disputed: card({
    disputes: [{ id: "dp_1", invoiceId: "in_1", status: "needs_response", createdMs: T0 + DAY }],
  }),
  "first payment under way": card({ invoices: [] }),
  prepaid: customer({ orders: [order()] }),
  "team in advance": customer({ orders: [order({}, PLANS.team)] }),
  "team in advance, pro follows": customer({
    orders: [order({}, PLANS.team), order({ orderNo: "1002", paidAtMs: T0 + DAY })],
  }),
  lifetime: customer({ orders: [order({}, PLANS.lifetime)] }),
  "team given": customer({
    manual: [{ id: "m", terms: terms(PLANS.team), startMs: T0, endMs: null }],
  }),
  ended: card({ subscriptions: [subscription({ status: "canceled", endedAtMs: T1 })] }, T2),
};

export const wish = (plan: Pick<Plan, "id">, by: "card" | "order" = "card") =>
  ({ planId: plan.id, by, currency: "CNY" }) as const;
export const context = ({ nowMs }: Case) => ({ catalog: CATALOG, nowMs });
export const of = (name: string): Case => CASES[name] as Case;
export const change = (name: string, plan: Pick<Plan, "id">, by?: "card" | "order") =>
  upgradeSubscription(of(name).record, wish(plan, by), context(of(name)));
