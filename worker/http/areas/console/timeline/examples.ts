import { BEFORE, ORDER_NO } from "../../../core/examples.ts";

const EMPTY = {
  ...{ orderNo: null, invoice: null, name: "", money: null, units: null },
  ...{ data: {}, operator: null },
};

export const EXAMPLES = {
  "getConsoleCustomersByCustomerTimeline 200": {
    "An adjusted balance, after an order": {
      items: [
        {
          ...EMPTY,
          ...{ id: "audit:12", at: "2026-11-20T10:02:00.000Z" },
          ...{ kind: "operator", what: "customer.adjust" },
          operator: {
            ...{ by: "operator-wang", role: "finance", outcome: "done", code: null },
            why: "the picture was never delivered",
          },
        },
        {
          ...EMPTY,
          ...{ id: "event:4711", at: "2026-11-20T09:30:22.000Z" },
          ...{ kind: "order", what: "order.completed", orderNo: ORDER_NO },
          money: { amount: "39.90", currency: "CNY" },
          data: { kind: "coze", itemId: "pro-30", orderStatus: "completed", payType: 1 },
        },
      ],
      ...{ next: null, withOperators: true, archivedBefore: null },
    },
  },
};

export const PARAMETERS = {
  getConsoleCustomersByCustomerTimeline: { kind: "order", before: BEFORE.timeline },
};
