import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SubscriptionRecord } from "./state.ts";
import { Account } from "./testing/account.ts";
import { HOUR, picture, subscription, T0 } from "./testing/make.ts";
import { SEQUENCES, type Sequence, type Step } from "./testing/sequences.ts";

/** SEED=… repeats a run; without it each run has its own. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const SHUFFLES = 100;
console.info(`sequences: SEED=${seed}`);

const look = (account: Account, { stripe, orders = [] }: Step, nowMs: number) =>
  account.see({ stripe, orders }, nowMs);

/** Each event in turn leads to a look at what Stripe shows then; at last the alarm looks again. */
function played({ steps }: Sequence, events: Step[], atMs: (step: Step) => number): Account {
  const account = new Account();
  for (const step of events) look(account, step, atMs(step));
  const last = steps.at(-1) as Step;
  look(account, last, endOf(steps));
  return account;
}

const endOf = (steps: Step[]): number => (steps.at(-1)?.atMs ?? T0) + HOUR / 2;
const asHappened = ({ atMs }: Step): number => atMs;

/** All but what tells how often a standing changed on the way there. */
const stateOf = ({ surplus: _surplus, ...record }: SubscriptionRecord) => ({
  ...record,
  periods: record.periods.map(({ turns: _turns, granted: _granted, ...period }) => period),
});

const standing = ({ worth }: Account): string[] =>
  [...worth].flatMap(([key, value]) => (value === "good" ? [key] : [])).sort();

const once = ({ grants }: Account): boolean => [...grants.values()].every((times) => times === 1);

describe.each(SEQUENCES.map((each) => [each.name, each] as const))("%s", (_, sequence) => {
  const { steps, ends, stands } = sequence;
  const inOrder = () => played(sequence, steps, asHappened);

  test("in order", () => {
    const account = inOrder();
    expect(account.record).toMatchObject(ends);
    expect(standing(account)).toEqual([...stands].sort());
    expect(once(account)).toBe(true);
  });

  test("every event twice", () => {
    const account = played(
      sequence,
      steps.flatMap((step) => [step, step]),
      asHappened,
    );
    expect(account.record).toEqual(inOrder().record);
    expect(standing(account)).toEqual([...stands].sort());
    expect(account.grants).toEqual(inOrder().grants);
  });

  test("with the last event lost, the next look finds it", () => {
    const account = played(sequence, steps.slice(0, -1), asHappened);
    expect(stateOf(account.record)).toEqual(stateOf(inOrder().record));
    expect(standing(account)).toEqual([...stands].sort());
    expect(once(account)).toBe(true);
  });

  test("shuffled, each look as old as its event", () => {
    const all = { minLength: steps.length, maxLength: steps.length };
    fc.assert(
      fc.property(fc.shuffledSubarray(steps, all), (events) => {
        const account = played(sequence, events, () => endOf(steps));
        expect(stateOf(account.record)).toEqual(stateOf(inOrder().record));
        expect(standing(account)).toEqual([...stands].sort());
        expect(account.grants).toEqual(inOrder().grants);
      }),
      { seed, numRuns: SHUFFLES },
    );
  });

  test("with any events lost", () => {
    fc.assert(
      fc.property(fc.subarray(steps), (events) => {
        const account = played(sequence, events, asHappened);
        expect(stateOf(account.record)).toEqual(stateOf(inOrder().record));
        expect(standing(account)).toEqual([...stands].sort());
        expect(once(account)).toBe(true);
      }),
      { seed, numRuns: SHUFFLES },
    );
  });
});

test("8.15 a deleted customer keeps nothing of the card, whatever was seen before", () => {
  const deleted = picture({ deleted: true, subscriptions: [], invoices: [] });
  const account = new Account();
  account.see({ stripe: picture() }, T0 + HOUR);
  const { attention, events } = account.see({ stripe: deleted }, T0 + 2 * HOUR);
  expect(attention).toMatchObject([{ kind: "customer-deleted", about: "cus_1" }]);
  expect(account.record).toMatchObject({ planId: "free", status: "ended", link: null });
  expect(events).toHaveLength(1);
  expect(account.see({ stripe: deleted }, T0 + 5 * HOUR).events).toEqual([]);
});

test("8.17 a line in another currency is the plan's as well: the price decides", () => {
  const account = new Account();
  const stripe = picture({
    invoices: picture().invoices.map((each) => ({ ...each, currency: "EUR" })),
  });
  account.see({ stripe }, T0 + HOUR);
  expect(account.record).toMatchObject({ planId: "pro_monthly", terms: { price: null } });
});

test("8.19 the second of two subscriptions is cancelled and refunded until both are seen done", () => {
  const { steps } = SEQUENCES.find(({ name }) => name.startsWith("8.19")) as Sequence;
  const account = new Account();
  const acts = steps.map((step) => look(account, step, step.atMs).acts.map(({ kind }) => kind));
  expect(acts.slice(-4)).toEqual([
    ["cancel-now"],
    ["cancel-now", "refund-invoice"],
    ["refund-invoice"],
    [],
  ]);
  expect(account.record.surplus).toEqual([{ subscriptionId: "sub_2", invoiceIds: ["in_9"] }]);
});

test("an upgrade before its subscription was ever seen paid is told, not granted", () => {
  const account = new Account();
  const { steps } = SEQUENCES.find(({ name }) =>
    name.startsWith("8.5 an upgrade with"),
  ) as Sequence;
  const last = (steps.at(-1) as Step).stripe;
  const stripe = { ...last, invoices: last.invoices.filter(({ id }) => id === "in_u") };
  const { attention, grants } = account.see({ stripe }, T0 + 11 * 24 * HOUR);
  expect(grants).toEqual([]);
  expect(attention).toMatchObject([{ kind: "raise-without-paid-period", about: "in_u" }]);
  expect(
    account.see({ stripe: picture({ subscriptions: [subscription()] }) }, T0 + HOUR).grants,
  ).toHaveLength(1);
});
