import { CUSTOMER_ID } from "../../../core/examples.ts";

const MANIFEST = {
  customerId: CUSTOMER_ID,
  hash: "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
  lots: 2,
  units: 187,
  seq: 3,
};

export const EXAMPLES = {
  CreditSystem: {
    "After a switch": {
      version: "v1",
      purchasesEnabled: true,
      creditPeriod: "calendar",
      timeZone: "Asia/Shanghai",
      period: "2026-11",
      switches: [{ at: "2026-11-20T09:30:00.000Z", from: "v2", to: "v1", by: "operator-wang" }],
      customers: 1,
      pendingPackOrders: 0,
    },
  },
  "postConsoleCreditsSwitch request": { "To v1": { version: "v1" } },
  AccountManifests: { "One account": { accounts: [MANIFEST], next: null } },
  VerifyAccounts: { "One account": { accounts: [MANIFEST] } },
  VerifiedAccounts: {
    "As it was": { accounts: [{ customerId: CUSTOMER_ID, result: "same" }] },
    "Changed by its customer": {
      accounts: [{ customerId: CUSTOMER_ID, result: "journalled", transactions: 1, units: -13 }],
    },
  },
};

export const PARAMETERS = { getConsoleCreditsManifests: { after: CUSTOMER_ID } };
