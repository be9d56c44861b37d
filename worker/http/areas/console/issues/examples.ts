import { ORDER_NO } from "../../../core/examples.ts";
import { unnoted } from "../notes/examples.ts";

export const EXAMPLES = {
  "getConsoleSubscriptionIssues 200": {
    "A price that no plan has, and a month paid twice": {
      items: [
        {
          ...{ customerId: "customer-lin", customerName: "Lin" },
          ...{ kind: "unknown-price", about: "price_1Q8xYz", orderNo: null },
          since: "2026-11-20T09:30:21.000Z",
          note: unnoted("issue:customer-lin:unknown-price:price_1Q8xYz"),
        },
        {
          ...{ customerId: "customer-wu", customerName: null },
          ...{ kind: "paid-twice", about: `order:${ORDER_NO}`, orderNo: ORDER_NO },
          since: "2026-11-19T18:03:11.000Z",
          note: unnoted(`issue:customer-wu:paid-twice:order:${ORDER_NO}`),
        },
      ],
      more: false,
    },
  },
};

export const PARAMETERS = { getConsoleSubscriptionIssues: { show: "open" } };
