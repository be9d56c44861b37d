import type { Billing, Sight } from "../../billing/port.ts";
import { faultText } from "../../domain/fault.ts";
import { ok } from "../../domain/result.ts";
import { retryAt } from "../../domain/retry.ts";
import type { StripeRows } from "./stripe-rows.ts";
import type { SubscriptionRows } from "./subscription-rows.ts";

/** Acts carried out in one round; the alarm goes on with the rest. */
const ACTS_PER_ROUND_MAX = 10;

interface Parts {
  rows: SubscriptionRows;
  stripe: StripeRows;
  /** Null while Stripe is not set up: then everything waits. */
  billing: Billing | null;
  write<T>(change: () => T): T;
  /** Takes what Stripe says now. */
  take(sight: Sight): Promise<void>;
}

/**
 * What an account owes to Stripe: asking for the present state when an event or time may have changed it, and the acts that
 * follow from it. An act is kept until it is done, and its key makes a repeat of it harmless.
 */
export class BillingDuties {
  #parts: Parts;
  /** The look that is under way: one at a time, so that an older answer never follows a newer one. */
  #looking: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Another Stripe from now on. */
  use(billing: Billing): void {
    this.#parts = { ...this.#parts, billing };
  }

  isSetUp(): boolean {
    return this.#parts.billing !== null;
  }

  isLookDue(nowMs: number): boolean {
    const dueAtMs = this.#parts.stripe.dueAtMs();
    return dueAtMs !== null && dueAtMs <= nowMs;
  }

  /** Asks Stripe about a customer whom it knows. A failure is tried again. */
  look(customerId: string): Promise<void> {
    this.#looking ??= this.#ask(customerId).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #ask(customerId: string): Promise<void> {
    const { billing, rows, stripe, write, take } = this.#parts;
    if (!billing) return;
    if (stripe.customer() === null && rows.record().link === null)
      return write(() => stripe.rest());
    const seen = await billing.picture(customerId).catch(silent);
    if (seen.ok && seen.value) {
      const taken = await take(seen.value).then(() => ok(null), silent);
      if (taken.ok) return;
      console.error("what Stripe said was not taken", { ...taken.error });
    } else if (!seen.ok) console.warn("Stripe cannot be asked", { ...seen.error });
    const isRefused = seen.ok ? seen.value === null : seen.error.reason !== "silent";
    write(() => stripe.failed(isRefused ? "refused" : "silent", Date.now()));
  }

  async carryOut(customerId: string): Promise<void> {
    const { billing, rows, write } = this.#parts;
    const now = () => Date.now();
    if (!billing) return;
    const due = rows.acts().filter(({ dueAtMs }) => dueAtMs <= now());
    let isDone = false;
    for (const { act, tries } of due.slice(0, ACTS_PER_ROUND_MAX)) {
      const answer = await billing.carryOut(act).catch(silent);
      isDone ||= answer.ok;
      write(() => {
        if (answer.ok) rows.done(act.key);
        else rows.failed(act.key, retryAt(tries, now()), answer.error.detail);
      });
    }
    // What was done shows in what Stripe says next, and what is not done there comes again.
    if (isDone) await this.look(customerId);
  }
}

const silent = (error: unknown) =>
  ({ ok: false, error: { reason: "silent", detail: faultText(error) } }) as const;
