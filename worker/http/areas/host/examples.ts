import { CUSTOMER_ID, ENTITLEMENT } from "../../core/examples.ts";

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
