import { faultText } from "../domain/fault.ts";
import type { Recorded, UsageEvent, UsageRules } from "../domain/usage/event.ts";
import type { Env } from "../env.ts";
import { accountObject } from "./objects.ts";

export interface CustomersEvent {
  customerId: string;
  event: UsageEvent;
}

/**
 * Records events of several customers, one call of each one's object, and answers in their order; null for those whose account did
 * not answer. Whether it took them is not known then: they can be sent again.
 */
export async function recordUsage(
  env: Env,
  events: readonly CustomersEvent[],
  rules: UsageRules,
): Promise<(Recorded | null)[]> {
  const byCustomer = Map.groupBy(
    events.map((each, index) => ({ ...each, index })),
    ({ customerId }) => customerId,
  );
  const results: (Recorded | null)[] = events.map(() => null);
  await Promise.all(
    [...byCustomer].map(async ([customerId, own]) => {
      try {
        const recorded = await accountObject(env, customerId).recordUsage(
          own.map(({ event }) => event),
          rules,
        );
        for (const [at, { index }] of own.entries()) results[index] = recorded[at] ?? null;
      } catch (error) {
        console.error("an account did not record usage", { error: faultText(error) });
      }
    }),
  );
  return results;
}
