import { expect } from "vitest";
import type { SubscriptionRecord } from "../../domain/subscription/state.ts";
import { PLANS } from "../../domain/subscription/testing/make.ts";
import { Customer, DAY, grantedOnce, HOUR, makePrices, standing, startBench } from "./bench.ts";

/** All but what tells how a standing came about: an account that slept saw only its end. */
const stateOf = ({ surplus: _surplus, ...record }: SubscriptionRecord) => ({
  ...record,
  periods: record.periods.map(
    ({ turns: _turns, granted: _granted, standingSinceMs: _since, ...period }) => period,
  ),
});

/** Longest month of a picture taken at the start, and an hour for the renewal's draft. */
export const A_MONTH_DAYS = 31;

/** The sequences 8.1 to 8.20, played by the sandbox; what is seen is what the picture shows. */
export async function startSequences() {
  const bench = await startBench();
  const daysOn = (days: number) => bench.moveTo(bench.now() + days * DAY);
  return {
    bench,
    daysOn,
    async reset() {
      await bench.reset();
      await makePrices(bench);
    },
    /** Every event but the last lost, or all of them told when everything was over: one look, or many, end in the same. */
    async sameForALateOne(customer: Customer): Promise<void> {
      await customer.look();
      const late = new Customer(bench);
      late.stripeId = customer.stripeId;
      await late.look();
      expect(stateOf(late.record)).toEqual(stateOf(customer.record));
      expect(standing(late).sort()).toEqual(standing(customer).sort());
      const doubled = customer.record;
      expect((await customer.look()).events).toEqual([]);
      expect(customer.record).toEqual(doubled);
      grantedOnce(customer);
      grantedOnce(late);
    },
    cards: (customer: Customer, behaviour: string) =>
      bench.control.post("/stripe/cards", { card: customer.stripeId, behaviour }),
    dashboard: (act: string, params: object = {}) =>
      bench.control.post<{ id: string }>("/stripe/dashboard", { act, params }),
    async pastRenewal() {
      await daysOn(A_MONTH_DAYS);
      await bench.moveTo(bench.now() + 2 * HOUR);
    },
    async subscribed(plan = PLANS.pro): Promise<Customer> {
      const customer = await Customer.create(bench);
      await customer.checkout(plan);
      await customer.look();
      return customer;
    },
    async firstInvoice({ stripeId }: Customer): Promise<string> {
      const { data } = await bench.stripe.invoices.list({ customer: stripeId });
      return data.at(-1)?.id ?? "";
    },
  };
}
