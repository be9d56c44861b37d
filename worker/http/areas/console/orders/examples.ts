import { CUSTOMER_ID, ORDER_NO } from "../../../core/examples.ts";

export const EXAMPLES = {
  "getConsoleOrdersById 200": {
    "Paid and granted": {
      orderNo: ORDER_NO,
      customerId: CUSTOMER_ID,
      orderStatus: "completed",
      totalAmount: "39.90",
      currency: "CNY",
      attempts: [{ number: `${ORDER_NO}_1`, gateway: "wechat", state: "paid" }],
      payments: [
        {
          gateway: "wechat",
          number: `${ORDER_NO}_1`,
          transactionId: "4200202611200000000000000001",
          amount: "39.90",
          currency: "CNY",
          role: "settling",
        },
      ],
      refunds: [],
      refundRequests: [],
      timeline: [
        { at: "2026-11-20T09:30:00.000Z", event: "created", data: {} },
        {
          at: "2026-11-20T09:30:02.000Z",
          event: "code-shown",
          data: { gateway: "wechat", attempt: 1 },
        },
      ],
    },
  },
};
