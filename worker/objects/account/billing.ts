import { billingFor } from "../../billing/connect.ts";
import { type Billing, CARD_CURRENCY } from "../../billing/port.ts";
import { accountSystem, catalogOf } from "../../store/plans.ts";
import type { AccountEnv } from "./env.ts";
import type { StripeRows } from "./stripe-rows.ts";

/** Stripe as an account speaks to it: it asks and carries out, and leads nobody to a page. */
export const accountBilling = (env: AccountEnv, stripe: StripeRows): Billing | null =>
  billingFor(env, {
    customers: {
      find: async () => stripe.customer(),
      keep: async (_, stripeId) => stripe.link(stripeId, Date.now()),
    },
    async catalog() {
      const { snapshot } = await accountSystem(env, Date.now());
      return snapshot.plans.length === 0 ? null : catalogOf(snapshot);
    },
    ...{ currency: CARD_CURRENCY, language: "zh", anchor: null },
    returnTo: { paid: "", unpaid: "", card: "" },
    now: () => Date.now(),
  });
