import { EXAMPLES as CUSTOMERS } from "../customers/examples.ts";
import { EXAMPLES as ORDERS } from "../orders/examples.ts";

export const EXAMPLES = {
  "getConsoleSearch 200": {
    "An order and its customer": {
      orders: ORDERS["getConsoleOrders 200"]["One order"].items,
      customers: CUSTOMERS["getConsoleCustomers 200"]["One customer"].items,
      more: { orders: false, customers: false },
    },
  },
};

export const PARAMETERS = { getConsoleSearch: { q: "lin@" } };
