import { ORDER_NO } from "../examples.ts";

export const COZE_ORDER = {
  id: ORDER_NO,
  orderNo: ORDER_NO,
  from: "coze",
  packageConfigId: "coze-pro",
  packageName: "Pro",
  duration: 30,
  power: null,
  quantity: 1,
  totalAmount: "39.90",
  currency: "CNY",
  payType: 1,
  orderStatus: "completed",
  paymentStatus: "paid",
  createdAt: "2026-11-20T09:30:00.000Z",
  paidAt: "2026-11-20T09:30:20.000Z",
  expiredAt: "2026-11-20T10:00:00.000Z",
};

export const EXAMPLES = {
  CreateOrder: {
    "With WeChat Pay": { id: "coze-pro", payType: 1 },
    "With Alipay, at the price that was shown": {
      id: "coze-pro",
      payType: 2,
      expectedAmount: "39.90",
    },
  },
  OrderCreated: {
    "The order": {
      orderId: ORDER_NO,
      orderNo: ORDER_NO,
      orderAmount: "39.90",
      currency: "CNY",
    },
  },
  OrderDetail: {
    "A package, paid": {
      ...COZE_ORDER,
      entitlement: {
        name: "Pro",
        startsAt: "2026-11-20T09:30:21.000Z",
        expiresAt: "2026-12-20T09:30:21.000Z",
      },
      timeline: [
        { at: "2026-11-20T09:30:00.000Z", event: "created" },
        { at: "2026-11-20T09:30:02.000Z", event: "code-shown" },
        { at: "2026-11-20T09:30:21.000Z", event: "payment-received" },
        { at: "2026-11-20T09:30:21.000Z", event: "granted" },
      ],
    },
    "A package, cancelled, and its Alipay code can still be paid": {
      ...COZE_ORDER,
      payType: 2,
      orderStatus: "cancelled",
      paymentStatus: "unpaid",
      paidAt: null,
      unconfirmed: true,
      entitlement: null,
      timeline: [
        { at: "2026-11-20T09:30:00.000Z", event: "created" },
        { at: "2026-11-20T09:30:02.000Z", event: "code-shown" },
        { at: "2026-11-20T09:31:00.000Z", event: "cancelled" },
      ],
    },
    "A package, refunded": {
      ...COZE_ORDER,
      orderStatus: "refunded",
      paymentStatus: "refunded",
      entitlement: null,
      refund: {
        amount: "39.90",
        why: "operator",
        reason: "Bought twice",
        takenBack: { amount: 30, unit: "days" },
      },
      timeline: [
        { at: "2026-11-20T09:30:00.000Z", event: "created" },
        { at: "2026-11-20T09:30:21.000Z", event: "granted" },
        { at: "2026-11-21T08:00:00.000Z", event: "refund-started" },
        { at: "2026-11-21T08:00:03.000Z", event: "refunded" },
      ],
    },
  },
  OrderPage: {
    "The first page": {
      ...{ items: [COZE_ORDER], total: 1, page: 1, pageSize: 20, next: null },
      archivedBefore: null,
    },
  },
};
