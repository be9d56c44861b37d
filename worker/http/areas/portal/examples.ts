import { ORDER_NO, WAYS } from "../../core/examples.ts";

const PRO = {
  id: "pro_monthly",
  family: "pro",
  name: "Pro, monthly",
  description: "100 credits a month for everyday work",
  interval: "month",
  price: "69.00",
  currency: "CNY",
  prices: [
    { price: "69.00", currency: "CNY" },
    { price: "9.99", currency: "USD" },
  ],
  credits: 100,
  creditRule: "monthly",
  quotas: [
    { product: "agent_seats", limit: 5, mode: "hard" },
    { product: "ai_chat", limit: 10_000, mode: "hard" },
  ],
  features: ["100 credits a month", "All agents"],
  rank: 10,
  trialDays: 0,
  action: "subscribe",
  actionReason: "has-none",
  payTypes: [1, 2],
};

const NOTHING = {
  cancelAt: null,
  pendingChange: null,
  pastDueSince: null,
  endReason: null,
  nextCharge: null,
};

const PREPAID = {
  planId: "pro_monthly",
  planName: "Pro, monthly",
  status: "active",
  source: "prepaid",
  startDate: "2026-11-20T09:30:21.000Z",
  endDate: "2026-12-20T09:30:21.000Z",
  renews: false,
  ...NOTHING,
};

const CHOICE = { "With WeChat Pay": { planId: "pro_monthly", payType: 1 } };

export const EXAMPLES = {
  Plans: { "To a new customer": { plans: [PRO], payWayList: WAYS } },
  Subscription: {
    "A month paid by WeChat Pay": PREPAID,
    None: {
      planId: "free",
      planName: "Free",
      status: "free",
      source: "none",
      startDate: null,
      endDate: null,
      renews: false,
      ...NOTHING,
    },
  },
  PlanChoice: CHOICE,
  PlanChange: {
    ...CHOICE,
    "With Alipay, for the amount that was shown": {
      planId: "pro_yearly",
      payType: 2,
      expectedAmount: "500.00",
    },
  },
  Preview: {
    "From monthly to yearly, paid in advance": {
      dueNow: "500.30",
      currency: "CNY",
      lines: [
        { text: "Pro, yearly", amount: "549.00" },
        { text: "Credit for 21 days left of Pro, monthly", amount: "-48.70" },
      ],
      nextCharge: null,
      creditsNow: 100,
      creditsAfter: 150,
      effectiveAt: "2026-11-29T09:30:00.000Z",
    },
  },
  CardPage: {
    "At Stripe": { outcome: "redirect", url: "https://billing.stripe.com/p/session/bps_1" },
  },
  PlanChanged: {
    "An order to pay by QR code": {
      outcome: "order",
      orderId: ORDER_NO,
      orderNo: ORDER_NO,
      orderAmount: "69.00",
      currency: "CNY",
    },
    Done: { outcome: "done", subscription: PREPAID },
    "An address to go to": { outcome: "redirect", url: "https://checkout.stripe.com/c/pay/cs_1" },
  },
};
