import { EVENT } from "../../../core/events/examples.ts";
import { BEFORE, CUSTOMER_ID } from "../../../core/examples.ts";

export const EXAMPLES = {
  "getConsoleEvents 200": { "An order was granted": { items: [EVENT], next: null } },
};

export const PARAMETERS = {
  getConsoleEvents: {
    ...{ customer: CUSTOMER_ID, type: "order.completed", before: BEFORE.consoleEvents },
    from: "2026-11-20T00:00:00.000Z",
  },
};
