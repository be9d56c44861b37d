import { CREDITS, CUSTOMER_ID, ENTITLEMENT, HELD_PLAN } from "../../core/examples.ts";

const HOLD = "api:my-agents:call-4711";

export const EXAMPLES = {
  HostBalance: {
    "Power and a package": {
      customerId: CUSTOMER_ID,
      power: { available: 550, held: 30 },
      credits: { available: 0, held: 0 },
      entitlements: { cozePackage: ENTITLEMENT },
    },
  },
  Deduct: { "One conversation": { asset: "power", amount: 3, reference: "chat 4711" } },
  Hold: {
    "For ten minutes": { asset: "power", amount: 30, ttlSeconds: 600, reference: "chat 4711" },
  },
  Settle: { "Less than was held": { hold: HOLD, amount: 21 } },
  Release: { "The call failed": { hold: HOLD } },
  HostCustomer: {
    "Pro, with power and a package": {
      customerId: CUSTOMER_ID,
      plan: HELD_PLAN,
      power: { available: 550, held: 30 },
      credits: CREDITS,
      entitlements: { cozePackage: ENTITLEMENT },
    },
  },
  HostCredits: {
    "A plan's and a pack's": {
      ...CREDITS,
      lots: [
        {
          id: "credits:2026-11:100",
          source: "plan",
          granted: 100,
          remaining: 87,
          held: 0,
          grantedAt: "2026-11-20T09:30:21.000Z",
          expiresAt: "2026-11-30T16:00:00.000Z",
        },
        {
          id: "order:EC202611208Q3MZK7W5T",
          source: "order",
          granted: 100,
          remaining: 100,
          held: 0,
          grantedAt: "2026-11-20T09:35:00.000Z",
          expiresAt: null,
        },
      ],
      lotsTotal: 2,
    },
  },
  HostPlan: { "Pro, just given": { plan: HELD_PLAN, credits: CREDITS } },
  Give: { "A gift": { asset: "credits", amount: 20, reference: "sorry for the outage" } },
  GivePlan: {
    "Pro until the end of the year": {
      planId: "pro_monthly",
      endsAt: "2026-12-31T16:00:00.000Z",
      reference: "contract 12",
    },
  },
  "postCustomersByCustomerGrant 200": {
    Given: { asset: "credits", available: 207, held: 0, amount: 20 },
  },
  "postCustomersByCustomerDeduct 200": {
    Done: { asset: "power", available: 547, held: 0, amount: 3 },
  },
  "postCustomersByCustomerHold 200": {
    Held: {
      asset: "power",
      available: 520,
      held: 30,
      hold: HOLD,
      amount: 30,
      deadline: "2026-11-20T09:40:00.000Z",
    },
  },
  "postCustomersByCustomerSettle 200": {
    "21 of 30": {
      asset: "power",
      available: 529,
      held: 0,
      hold: HOLD,
      amount: 21,
      givenBack: 9,
      expired: 0,
    },
  },
  "postCustomersByCustomerRelease 200": {
    "All of it": {
      asset: "power",
      available: 550,
      held: 0,
      hold: HOLD,
      givenBack: 30,
      expired: 0,
    },
  },
};
