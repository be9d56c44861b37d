import { describe, expect, test } from "vitest";
import type { Reduction, Seen } from "./outcome.ts";
import type { StripePicture, StripeSubscription } from "./stripe-picture.ts";
import { Account } from "./testing/account.ts";
import {
  DAY,
  HOUR,
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
  terms,
} from "./testing/make.ts";

/** What is so, and when. */
interface World extends Seen {
  stripe: StripePicture | null;
  nowMs: number;
}

const world = (stripe: StripePicture | null, nowMs: number, change: Partial<Seen> = {}): World => ({
  ...{ stripe, orders: [], manual: [], nowMs },
  ...change,
});

const dispute = (status: StripePicture["disputes"][number]["status"]) => ({
  ...{ id: "dp_1", invoiceId: "in_1", status, createdMs: T0 + 5 * DAY },
});

const trial = { trialStartMs: T0, trialEndMs: T0 + 14 * DAY };
const trialInvoice = invoice({ amountPaidMinor: 0, lines: [line({ amountMinor: 0 })] });

const STATES: Record<string, World> = {
  none: world(null, T0 + 10 * DAY),
  incomplete: world(
    picture({
      subscriptions: [subscription({ status: "incomplete" })],
      invoices: [invoice({ status: "open", paidAtMs: null })],
    }),
    T0 + 10 * HOUR,
  ),
  trialing: world(
    picture({
      subscriptions: [subscription({ status: "trialing", ...trial })],
      invoices: [trialInvoice],
    }),
    T0 + 10 * DAY,
  ),
  active: world(picture(), T0 + 10 * DAY),
  ending: world(picture({ subscriptions: [subscription({ cancelAtMs: T1 })] }), T0 + 10 * DAY),
  renewing: world(
    picture({ subscriptions: [renewed()], invoices: [invoice(), renewal()] }),
    T1 + HOUR / 2,
  ),
  overdue: world(
    picture({
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    }),
    T1 + 2 * DAY,
  ),
  lapsed: world(
    picture({
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    }),
    T1 + 8 * DAY,
  ),
  paused: world(
    picture({
      subscriptions: [subscription({ status: "paused", ...trial })],
      invoices: [trialInvoice],
    }),
    T0 + 15 * DAY,
  ),
  disputed: world(picture({ disputes: [dispute("needs_response")] }), T0 + 10 * DAY),
  ended: world(
    picture({ subscriptions: [subscription({ status: "canceled", endedAtMs: T1 })] }),
    T1 + DAY,
  ),
  prepaid: world(null, T0 + 10 * DAY, { orders: [order()] }),
  lifetime: world(null, T0 + 10 * DAY, { orders: [order({}, PLANS.lifetime)] }),
  manual: world(null, T0 + 10 * DAY, {
    manual: [{ id: "m1", terms: terms(PLANS.team), startMs: T0, endMs: null }],
  }),
};

/** The first subscription changed; one without proof where there was none. */
function withFirst(
  { stripe }: World,
  change: Partial<StripeSubscription>,
  more: Partial<StripePicture> = {},
): StripePicture {
  const [first, ...others] = stripe?.subscriptions ?? [subscription()];
  const base = stripe ?? picture({ invoices: [] });
  return {
    ...base,
    subscriptions: [{ ...(first ?? subscription()), ...change }, ...others],
    ...more,
  };
}

const movedOn = (nowMs: number) => [
  { id: "si_1", price: price(PLANS.pro), periodStartMs: nowMs, periodEndMs: nowMs + 31 * DAY },
];

const paidNow = (subscriptionId: string, nowMs: number, of = PLANS.pro) =>
  invoice({
    ...{ id: `in_${subscriptionId}_9`, subscriptionId, createdMs: nowMs, paidAtMs: nowMs },
    lines: [line({ periodStartMs: nowMs, periodEndMs: nowMs + 31 * DAY }, of)],
  });

const CAUSES: Record<string, (from: World) => World> = {
  "a period is paid": (from) => ({
    ...from,
    stripe: withFirst(
      from,
      {
        status: "active",
        endedAtMs: null,
        items: movedOn(from.nowMs),
        trialEndMs: from.stripe?.subscriptions[0]?.trialEndMs ? from.nowMs : null,
      },
      { invoices: [...(from.stripe?.invoices ?? []), paidNow("sub_1", from.nowMs)] },
    ),
  }),
  "active, nothing paid": (from) => ({
    ...from,
    stripe: withFirst(from, { status: "active", endedAtMs: null, items: movedOn(from.nowMs) }),
  }),
  "payment fails": (from) => ({
    ...from,
    stripe: withFirst(
      from,
      { status: "past_due", endedAtMs: null },
      {
        invoices: [
          ...(from.stripe?.invoices ?? []),
          renewal({ id: "in_open", status: "open", createdMs: from.nowMs }),
        ],
      },
    ),
  }),
  "cancelled for the end": (from) => ({
    ...from,
    stripe: withFirst(from, { cancelAtMs: from.nowMs + 5 * DAY }),
  }),
  "cancelled at once": (from) => ({
    ...from,
    stripe: withFirst(from, { status: "canceled", endedAtMs: from.nowMs }),
  }),
  "money goes back": (from) => ({
    ...from,
    stripe: from.stripe && {
      ...from.stripe,
      refunds: [
        {
          id: "re_1",
          invoiceId: "in_1",
          status: "succeeded",
          amountMinor: 999,
          createdMs: from.nowMs,
        },
      ],
    },
    orders: from.orders.map((each) => ({
      ...each,
      standing: "taken" as const,
      standingSinceMs: from.nowMs,
    })),
  }),
  "customer deleted": (from) => ({
    ...from,
    stripe: picture({ deleted: true, subscriptions: [], invoices: [] }),
  }),
  "60 days, no news": (from) => ({ ...world(null, from.nowMs + 60 * DAY) }),
  "a second is paid": (from) => ({
    ...from,
    stripe: {
      ...(from.stripe ?? picture({ subscriptions: [], invoices: [] })),
      subscriptions: [
        ...(from.stripe?.subscriptions ?? []),
        subscription({ id: "sub_2", createdMs: from.nowMs }, PLANS.team),
      ],
      invoices: [...(from.stripe?.invoices ?? []), paidNow("sub_2", from.nowMs, PLANS.team)],
    },
  }),
  "a lifetime is paid": (from) => ({
    ...from,
    orders: [order({ orderNo: "2002", paidAtMs: from.nowMs }, PLANS.lifetime)],
  }),
  "a month is paid by QR": (from) => ({
    ...from,
    orders: [order({ orderNo: "2003", paidAtMs: from.nowMs })],
  }),
};

const NAMES: Record<string, string> = {
  free: "free",
  pro_monthly: "pro",
  team_monthly: "team",
  lifetime: "life",
};
const ACTS = {
  "cancel-now": "stop",
  "cancel-at-period-end": "end",
  "release-schedule": "release",
  "refund-invoice": "refund",
  "refund-order": "return",
};

/** `status plan`, `!` without features, what is granted and taken, what is to be done. */
function said({ record, grants, allowanceChanges, acts }: Reduction): string {
  const { status, planId, entitled } = record;
  const none = planId === "free";
  return [
    none ? status : `${status} ${NAMES[planId]}${entitled ? "" : "!"}`,
    ...grants.map(({ terms: { planId: id } }) => `+${NAMES[id]}`),
    ...allowanceChanges.map(({ kind }) => kind),
    ...acts.map(({ kind }) => ACTS[kind]),
  ].join(" ");
}

/** What is so before, and what happens. */
const EXPECTED: Record<string, Record<string, string>> = {
  none: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "free",
    "payment fails": "free",
    "cancelled for the end": "free",
    "cancelled at once": "free",
    "money goes back": "free",
    "customer deleted": "free",
    "60 days, no news": "free",
    "a second is paid": "active team +team",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active pro +pro",
  },
  incomplete: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "free",
    "payment fails": "free",
    "cancelled for the end": "free",
    "cancelled at once": "free",
    "money goes back": "free",
    "customer deleted": "free",
    "60 days, no news": "free",
    "a second is paid": "active team +team",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active pro +pro",
  },
  trialing: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "trialing pro",
    "payment fails": "trialing pro",
    "cancelled for the end": "trialing pro",
    "cancelled at once": "ended",
    "money goes back": "trialing pro",
    "customer deleted": "ended",
    "60 days, no news": "past_due pro!",
    "a second is paid": "active team +team stop",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "trialing pro return",
  },
  active: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "active pro",
    "cancelled at once": "ended",
    "money goes back": "ended take stop",
    "customer deleted": "ended",
    "60 days, no news": "past_due pro!",
    "a second is paid": "active pro stop refund",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "active pro return",
  },
  ending: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "active pro",
    "cancelled at once": "ended",
    "money goes back": "ended take stop",
    "customer deleted": "ended",
    "60 days, no news": "ended",
    "a second is paid": "active pro stop refund",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active pro +pro",
  },
  renewing: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "active pro",
    "cancelled at once": "ended",
    "money goes back": "active pro take",
    "customer deleted": "ended",
    "60 days, no news": "past_due pro!",
    "a second is paid": "active pro stop refund",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "active pro return",
  },
  overdue: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "past_due pro",
    "cancelled at once": "ended",
    "money goes back": "past_due pro take",
    "customer deleted": "ended",
    "60 days, no news": "past_due pro!",
    "a second is paid": "active team +team stop",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "active pro +pro stop",
  },
  lapsed: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "past_due pro!",
    "payment fails": "past_due pro!",
    "cancelled for the end": "past_due pro!",
    "cancelled at once": "ended",
    "money goes back": "past_due pro! take",
    "customer deleted": "ended",
    "60 days, no news": "past_due pro!",
    "a second is paid": "active team +team stop",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "active pro +pro stop",
  },
  paused: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "paused pro!",
    "cancelled at once": "ended",
    "money goes back": "paused pro!",
    "customer deleted": "ended",
    "60 days, no news": "paused pro!",
    "a second is paid": "active team +team stop",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "paused pro! return",
  },
  disputed: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "paused pro!",
    "payment fails": "paused pro!",
    "cancelled for the end": "paused pro!",
    "cancelled at once": "ended",
    "money goes back": "ended take stop",
    "customer deleted": "ended",
    "60 days, no news": "ended",
    "a second is paid": "active team +team stop",
    "a lifetime is paid": "active life +life end",
    "a month is paid by QR": "paused pro! return",
  },
  ended: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "past_due pro",
    "cancelled for the end": "ended",
    "cancelled at once": "ended",
    "money goes back": "ended take",
    "customer deleted": "ended",
    "60 days, no news": "ended",
    "a second is paid": "active team +team",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active pro +pro",
  },
  prepaid: {
    "a period is paid": "active pro +pro",
    "active, nothing paid": "active pro",
    "payment fails": "active pro stop",
    "cancelled for the end": "active pro",
    "cancelled at once": "active pro",
    "money goes back": "ended take",
    "customer deleted": "active pro",
    "60 days, no news": "ended",
    "a second is paid": "active team +team",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active pro +pro",
  },
  lifetime: {
    "a period is paid": "active life +pro end",
    "active, nothing paid": "active life end",
    "payment fails": "active life end",
    "cancelled for the end": "active life",
    "cancelled at once": "active life",
    "money goes back": "ended take",
    "customer deleted": "active life",
    "60 days, no news": "active life",
    "a second is paid": "active life +team end",
    "a lifetime is paid": "active life return",
    "a month is paid by QR": "active life return",
  },
  manual: {
    "a period is paid": "active team +pro",
    "active, nothing paid": "active team",
    "payment fails": "active team",
    "cancelled for the end": "active team",
    "cancelled at once": "active team",
    "money goes back": "active team",
    "customer deleted": "active team",
    "60 days, no news": "active team",
    "a second is paid": "active team +team",
    "a lifetime is paid": "active life +life",
    "a month is paid by QR": "active team +pro",
  },
};

describe.each(Object.entries(STATES))("%s", (name, before) => {
  test.each(Object.entries(CAUSES))("%s", (cause, apply) => {
    const account = new Account();
    // Each began as a customer who paid, as far as there is anything paid.
    if (name === "disputed") account.see({ stripe: picture() }, T0 + DAY);
    account.see(before, before.nowMs);
    const after = apply(before);
    const reduction = account.see(after, after.nowMs);
    expect(said(reduction)).toBe(EXPECTED[name]?.[cause]);

    const again = account.see(after, after.nowMs);
    expect(again.record).toEqual(reduction.record);
    expect([again.grants, again.allowanceChanges, again.events]).toEqual([[], [], []]);
    expect(again.acts).toEqual(reduction.acts);
  });
});
