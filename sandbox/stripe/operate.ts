import { giveUp, settle } from "./core/tasks.ts";
import type { StripeWorld } from "./stripe.ts";

/** Something that happens at Stripe without a request of the API: on its pages, in its dashboard, at a bank. */
export function operate<T>(world: StripeWorld, act: () => T): T {
  const { account } = world;
  world.runDue();
  try {
    const result = act();
    settle(account);
    return result;
  } catch (error) {
    giveUp(account);
    throw error;
  } finally {
    world.runDue();
  }
}
