import { CUSTOMER_ID, ORDER_NO } from "../examples.ts";

export const EVENT = {
  id: `${ORDER_NO}:2`,
  type: "order.completed",
  timestamp: "2026-11-20T09:30:22.000Z",
  subject: CUSTOMER_ID,
  seq: 3,
  data: {
    ...{ orderNo: ORDER_NO, kind: "coze", itemId: "pro-30", orderStatus: "completed" },
    ...{ amountMinor: 3_990, currency: "CNY", payType: 1 },
  },
};
