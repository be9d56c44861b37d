import { CUSTOMER_ID, ORDER_NO } from "../../../core/examples.ts";

export const EXAMPLES = {
  "getConsoleStuckOrders 200": {
    "One that its account cannot take": {
      items: [
        {
          orderNo: ORDER_NO,
          customerId: CUSTOMER_ID,
          from: "recharge",
          itemName: "算力充值 2000000000000",
          totalAmount: "9.90",
          currency: "CNY",
          paidAt: "2026-11-20T09:30:21.000Z",
          reason: "2000000000000 + 0 units: one grant is of 1 to 1000000000000",
        },
      ],
      more: false,
    },
  },
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
