import { ORDER_NO } from "../../core/examples.ts";

const PAY_STATE = { id: ORDER_NO, orderNo: ORDER_NO };

export const EXAMPLES = {
  Prepay: { "A code of WeChat Pay": { from: "coze", orderId: ORDER_NO, payType: 1 } },
  Prepaid: {
    "The order's first code": {
      payType: 1,
      qrCode: { code_url: "weixin://wxpay/bizpayurl?pr=p4lpSuKzz" },
      expiresAt: "2026-11-20T09:32:02.000Z",
      attempt: 1,
    },
  },
  OrderReference: { "A pending order": { from: "coze", orderId: ORDER_NO } },
  PayResult: {
    Paid: { ...PAY_STATE, payStatus: 1, orderStatus: "completed" },
    "Not yet": { ...PAY_STATE, payStatus: 0, orderStatus: "pending" },
  },
  "postPayCancel 200": {
    Cancelled: { ...PAY_STATE, payStatus: 0, orderStatus: "cancelled" },
    "Cancelled, and not known to be unpaid": {
      ...PAY_STATE,
      payStatus: 0,
      orderStatus: "cancelled",
      unconfirmed: true,
    },
  },
};
