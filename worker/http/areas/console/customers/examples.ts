import { CUSTOMER_ID } from "../../../core/examples.ts";

const STANDING = {
  customerId: CUSTOMER_ID,
  allowNegative: false,
  owed: { power: 0, credits: 0 },
  changes: [],
  changesTotal: 0,
};

export const EXAMPLES = {
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
