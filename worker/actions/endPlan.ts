import { err, ok, type Result } from "../domain/result.ts";
import {
  decideEnd,
  type EndRefusal,
  type EndWay,
  paidAheadIn,
  wishFor,
} from "../domain/subscription/ending.ts";
import type { SubscriptionRecord } from "../domain/subscription/state.ts";
import type { Env } from "../env.ts";
import type { CreditSystem } from "../store/plans.ts";
import { changeAtStripe, type StripeRefusal } from "./changePlan.ts";
import { accountObject } from "./objects.ts";

/** As the page showed it: another plan since then is not ended. */
export interface PlanEnd {
  ref: string;
  way: EndWay;
}

/**
 * An operator ends a customer's plan: what renews by card is cancelled at Stripe, by the way that the customer's own cancellation
 * takes, all else in the account. At once takes what was bought in advance along, after Stripe: whoever dies between them leaves
 * a name of which the rest is ended when it is pressed again. What has ended, or will as was asked, is answered as it stands.
 */
export async function endPlan(
  env: Env,
  customerId: string,
  end: PlanEnd,
  system: CreditSystem,
): Promise<Result<SubscriptionRecord, EndRefusal | StripeRefusal>> {
  const account = accountObject(env, customerId);
  const record = await account.subscription();
  const decided = decideEnd(record, end, Date.now());
  if (!decided.ok) return decided;
  switch (decided.value.kind) {
    case "over":
      return ok(record);
    case "in-account": {
      const ended = await account.endPlan(end.ref, system.rules);
      return ended.ok ? ok(await account.subscription()) : ended;
    }
    case "at-stripe": {
      const { decision } = decided.value;
      const wish = wishFor(end.way);
      const shown = { language: "en", inFrame: false } as const;
      const change = { customerId, decision, wish, expected: null, ...shown };
      const changed = await changeAtStripe(env, change, system);
      if (!changed.ok)
        return changed.error.reason === "price-changed"
          ? err({ reason: "plan-changed" })
          : err(changed.error);
      const paidAhead = end.way === "at-once" ? paidAheadIn(end.ref) : null;
      if (paidAhead !== null) {
        const ended = await account.endPlan(paidAhead, system.rules);
        return ended.ok ? ok(await account.subscription()) : ended;
      }
      // A page to go to comes with what is bought alone.
      return ok(
        changed.value.kind === "done" ? changed.value.record : await account.subscription(),
      );
    }
  }
}
