import { ORDER_NO } from "../../../core/examples.ts";

export const EXAMPLES = {
  "getConsoleAudit 200": {
    "A refund": {
      items: [
        {
          ...{ id: 4711, at: "2026-11-20T09:30:00.000Z" },
          ...{ operator: "operator-li", role: "finance", act: "order.refund", object: ORDER_NO },
          ...{ why: "bought twice", before: null, after: { clawBack: "what-is-left" } },
          ...{ outcome: "done", code: null },
        },
      ],
      next: null,
    },
  },
};
