import { BEFORE, CREDITS, CUSTOMER_ID, HELD_PLAN, ORDER_NO } from "../../../core/examples.ts";

const STANDING = {
  customerId: CUSTOMER_ID,
  allowNegative: false,
  owed: { power: 0, credits: 0 },
  changes: [],
  changesTotal: 0,
};

const LIN = {
  ...{ id: CUSTOMER_ID, name: "林知夏", email: "lin@example.com" },
  balances: [{ asset: "power", available: 550, held: 0 }],
  ...{ planId: "pro_monthly", lastSeenAt: "2026-11-20T09:30:00.000Z" },
};

export const EXAMPLES = {
  "getConsoleCustomers 200": { "One customer": { items: [LIN], next: null } },
  "getConsoleCustomersByCustomer 200": {
    "With a plan": {
      ...{ customerId: CUSTOMER_ID, name: "林知夏", email: "lin@example.com" },
      firstSeenAt: "2026-10-01T08:00:00.000Z",
      lastSeenAt: "2026-11-20T09:30:00.000Z",
      plan: HELD_PLAN,
      power: { available: 550, held: 0 },
      credits: CREDITS,
      cozePackage: null,
      allowNegative: false,
      owed: { power: 0, credits: 0 },
      paid: [{ currency: "CNY", orders: 2, amount: "114.00", refunded: "45.00" }],
      ending: {
        ...{ ref: "manual:1", planId: "pro_monthly", source: "manual" },
        ...{ renews: false, ways: ["at-once"], endsAt: null },
      },
    },
  },
  "getConsoleCustomersByCustomerLedger 200": {
    "A top-up": {
      items: [
        {
          ...{ id: "7", kind: "grant", asset: "power", amount: 550, reference: ORDER_NO },
          ...{ name: "算力充值", expiresAt: null, at: "2026-11-20T09:30:21.000Z" },
        },
      ],
      ...{ total: 1, page: 1, pageSize: 20, next: null },
    },
  },
  "postConsoleCustomersByCustomerAdjust request": {
    "Fifty more": { asset: "power", amount: 50, reason: "the picture was never delivered" },
  },
  "postConsoleCustomersByCustomerAdjust 200": {
    "Fifty more": {
      ...{ customerId: CUSTOMER_ID, asset: "power", amount: 50 },
      balance: { available: 600, held: 0 },
    },
  },
  EndPlan: {
    "At once": { ref: "manual:1", way: "at-once", reason: "the account was sold on" },
  },
  PlanEnded: {
    "The free plan again": {
      ...{ customerId: CUSTOMER_ID, planId: "free", status: "ended", endsAt: null, ending: null },
    },
  },
  "getConsoleCustomersByCustomerAllowNegative 200": { "As it is at first": STANDING },
  "putConsoleCustomersByCustomerAllowNegative request": { Allow: { allow: true } },
  "putConsoleCustomersByCustomerAllowNegative 200": {
    "From now on": {
      ...STANDING,
      allowNegative: true,
      changes: [{ at: "2026-11-20T09:30:00.000Z", by: "operator-wang", allow: true }],
      changesTotal: 1,
    },
  },
  "postConsoleCustomersByCustomerSessionsEnd 200": {
    "Signed out everywhere": { customerId: CUSTOMER_ID, endedUntil: "2026-11-20T09:30:00.000Z" },
  },
};

export const PARAMETERS = {
  getConsoleCustomers: { search: "lin@", before: BEFORE.customers },
  getConsoleCustomersByCustomerLedger: { kind: "grant", before: BEFORE.ledger },
};
