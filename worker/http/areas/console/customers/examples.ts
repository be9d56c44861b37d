import { BEFORE, CREDITS, CUSTOMER_ID, HELD_PLAN, ORDER_NO } from "../../../core/examples.ts";

const STANDING = {
  customerId: CUSTOMER_ID,
  allowNegative: false,
  owed: { power: 0, credits: 0 },
  changes: [],
  changesTotal: 0,
};

const HOST = { id: "5f2b8c1d9a3e4f60", name: "Coze bot" };

const LIN = {
  ...{ id: CUSTOMER_ID, name: "林知夏", email: "lin@example.com" },
  balances: [{ asset: "power", available: 550, held: 0 }],
  ...{ planId: "pro_monthly", owed: null, mayOwe: false },
  lastSeenAt: "2026-11-20T09:30:00.000Z",
};

const OF_LIN = {
  ...{ id: CUSTOMER_ID, name: "林知夏", email: "lin@example.com", planId: "pro_monthly" },
  ...{ power: 550, powerHeld: 0, credits: 100, creditsHeld: 0, powerOwed: 0, creditsOwed: 0 },
  ...{ mayOwe: false, firstSeenAt: "2026-10-01T08:00:00.000Z" },
  lastSeenAt: "2026-11-20T09:30:00.000Z",
};

const GRANT = {
  ...{ id: "7", kind: "grant", asset: "power", amount: 550, reference: ORDER_NO },
  ...{ name: "算力充值", expiresAt: null, at: "2026-11-20T09:30:21.000Z", host: null },
};

const fileOf = (row: object) =>
  `\ufeff${Object.keys(row).join(",")}\r\n${Object.values(row).join(",")}\r\n`;

export const EXAMPLES = {
  "getConsoleCustomers 200": { "One customer": { items: [LIN], next: null, debtsWhole: true } },
  "getConsoleCustomersCsv 200": { "One customer": fileOf(OF_LIN) },
  "getConsoleCustomersByCustomerLedgerCsv 200": {
    "A top-up": `\ufeffid,at,kind,asset,amount,name,reference,expiresAt,host\r\n7,${GRANT.at},grant,power,550,${GRANT.name},${ORDER_NO},,\r\n`,
  },
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
      hosts: [HOST],
      ending: {
        ...{ ref: "manual:1", planId: "pro_monthly", source: "manual" },
        ...{ renews: false, ways: ["at-once"], endsAt: null },
      },
    },
  },
  "getConsoleCustomersByCustomerLedger 200": {
    "A top-up": {
      items: [GRANT],
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
  getConsoleCustomers: { search: "lin@", debt: "owing", before: BEFORE.customers },
  getConsoleCustomersCsv: { search: "lin@", debt: "owing", before: BEFORE.customers },
  getConsoleCustomersByCustomerLedger: { kind: "grant", host: HOST.id, before: BEFORE.ledger },
  getConsoleCustomersByCustomerLedgerCsv: { kind: "grant", host: HOST.id },
};
