import { type PlanCatalog, type Terms, termsOf } from "../../plan/catalog.ts";
import type { Plan } from "../../plan/plan.ts";
import { DAY_MS } from "../../time.ts";
import type { Seen, Setting } from "../outcome.ts";
import { NEW_RECORD, type PaidOrder, type SubscriptionRecord } from "../state.ts";
import type {
  StripeInvoice,
  StripeLine,
  StripePicture,
  StripeSubscription,
} from "../stripe-picture.ts";

/** Valid wholes, of which a test changes one thing. */

export const DAY = DAY_MS;
export const HOUR = 3_600_000;
/** A first of the month at no round hour, so that a day cut off somewhere would be seen. */
export const T0 = Date.UTC(2026, 11, 1, 9, 30);
/** When a month that was paid at T0 is over. */
export const T1 = Date.UTC(2027, 0, 1, 9, 30);
export const T2 = Date.UTC(2027, 1, 1, 9, 30);
export const ZONE = "Asia/Shanghai";
export const GRACE_DAYS = 7;

const plan = (rank: number, id: string, change: Partial<Plan>): Plan => ({
  id,
  family: id.split("_")[0] ?? id,
  rank,
  interval: "month",
  prices: [],
  allowance: { v1: 0, v2: 0 },
  creditRule: "monthly",
  trialDays: 0,
  enabled: true,
  ...change,
});

const prices = (cny: number, usd: number): Plan["prices"] => [
  { currency: "CNY", amountMinor: cny },
  { currency: "USD", amountMinor: usd },
];

/** The seed's four, a team plan above the monthly one, and one that is not sold any more. */
export const PLANS = {
  free: plan(0, "free", { interval: "none", allowance: { v1: 10, v2: 5 } }),
  archived: plan(5, "lite_monthly", { prices: prices(1990, 299), enabled: false }),
  pro: plan(10, "pro_monthly", {
    prices: prices(6990, 999),
    allowance: { v1: 300, v2: 100 },
    trialDays: 14,
  }),
  team: plan(15, "team_monthly", { prices: prices(13_990, 1999), allowance: { v1: 350, v2: 120 } }),
  yearly: plan(20, "pro_yearly", {
    interval: "year",
    prices: prices(55_900, 7900),
    allowance: { v1: 400, v2: 150 },
  }),
  lifetime: plan(30, "lifetime", {
    interval: "once",
    prices: prices(99_900, 14_900),
    allowance: { v1: 1000, v2: 500 },
    creditRule: "once",
  }),
} satisfies Record<string, Plan>;

export const CATALOG: PlanCatalog = { plans: Object.values(PLANS), planOfPriceId: new Map() };

export const terms = (of: Plan, currency = "CNY"): Terms => termsOf(of, currency);

export const setting = (nowMs: number, change: Partial<Setting> = {}): Setting => ({
  catalog: CATALOG,
  pastDueGraceDays: GRACE_DAYS,
  timeZone: ZONE,
  nowMs,
  ...change,
});

export const seen = (change: Partial<Seen> = {}): Seen => ({
  stripe: null,
  orders: [],
  manual: [],
  ...change,
});

export const record = (change: Partial<SubscriptionRecord> = {}): SubscriptionRecord => ({
  ...NEW_RECORD,
  ...change,
});

export const price = (of: Plan) => ({ id: `price_${of.id}`, lookupKey: of.id });

/** An active month of Pro from T0 on; nothing of it says that it was paid. */
export const subscription = (
  change: Partial<StripeSubscription> = {},
  of: Plan = PLANS.pro,
): StripeSubscription => ({
  id: "sub_1",
  status: "active",
  createdMs: T0,
  endedAtMs: null,
  cancelReason: null,
  cancelledFor: null,
  items: [{ id: "si_1", price: price(of), periodStartMs: T0, periodEndMs: T1 }],
  cancelAtMs: null,
  cancelAtPeriodEnd: false,
  schedule: null,
  pendingUpdate: null,
  trialStartMs: null,
  trialEndMs: null,
  ...change,
});

export const line = (change: Partial<StripeLine> = {}, of: Plan = PLANS.pro): StripeLine => ({
  id: "il_1",
  price: price(of),
  proration: false,
  periodStartMs: T0,
  periodEndMs: T1,
  amountMinor: 999,
  ...change,
});

/** The paid first invoice of the subscription. */
export const invoice = (change: Partial<StripeInvoice> = {}): StripeInvoice => ({
  id: "in_1",
  subscriptionId: "sub_1",
  status: "paid",
  billingReason: "subscription_create",
  createdMs: T0,
  paidAtMs: T0,
  amountPaidMinor: 999,
  currency: "USD",
  lines: [line()],
  ...change,
});

/** The renewal of T1, a draft at first. */
export const renewal = (change: Partial<StripeInvoice> = {}): StripeInvoice =>
  invoice({
    id: "in_2",
    status: "draft",
    billingReason: "subscription_cycle",
    createdMs: T1,
    paidAtMs: null,
    amountPaidMinor: 0,
    lines: [line({ id: "il_2", periodStartMs: T1, periodEndMs: T2 })],
    ...change,
  });

export const paidRenewal = (change: Partial<StripeInvoice> = {}): StripeInvoice =>
  renewal({ status: "paid", paidAtMs: T1 + HOUR, amountPaidMinor: 999, ...change });

/** The subscription of T0 in its second month. */
export const renewed = (change: Partial<StripeSubscription> = {}): StripeSubscription =>
  subscription({
    items: [{ id: "si_1", price: price(PLANS.pro), periodStartMs: T1, periodEndMs: T2 }],
    ...change,
  });

/** A paid month of Pro. */
export const picture = (change: Partial<StripePicture> = {}): StripePicture => ({
  customerId: "cus_1",
  deleted: false,
  subscriptions: [subscription()],
  invoices: [invoice()],
  refunds: [],
  disputes: [],
  ...change,
});

export const order = (change: Partial<PaidOrder> = {}, of: Plan = PLANS.pro): PaidOrder => ({
  orderNo: "1001",
  terms: terms(of),
  buys: { kind: "period" },
  paid: terms(of).price ?? { currency: "CNY", amountMinor: 0 },
  paidAtMs: T0,
  standing: "good",
  standingSinceMs: T0,
  ...change,
});
