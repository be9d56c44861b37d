import { CUSTOMER_ID } from "../../../core/examples.ts";

const STANDING = {
  customerId: CUSTOMER_ID,
  allowNegative: false,
  owed: { power: 0, credits: 0 },
};

export const EXAMPLES = {
  "getConsoleCustomersByCustomerAllowNegative 200": { "As it is at first": STANDING },
  "putConsoleCustomersByCustomerAllowNegative request": { Allow: { allow: true } },
  "putConsoleCustomersByCustomerAllowNegative 200": {
    "From now on": { ...STANDING, allowNegative: true },
  },
};
