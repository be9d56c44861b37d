import { ORDER_NO } from "../../core/examples.ts";

const CODE = {
  payType: 1,
  qrCode: { code_url: "weixin://wxpay/bizpayurl?pr=p4lpSuKzz" },
  expiresAt: "2026-11-20T09:32:02.000Z",
  attempt: 1,
};

const PAGE = {
  payType: 3,
  redirect: { url: "https://checkout.stripe.com/c/pay/cs_live_a1b2c3" },
  expiresAt: "2026-11-20T10:00:02.000Z",
  attempt: 1,
};

const PAY_STATE = { id: ORDER_NO, orderNo: ORDER_NO };

export const EXAMPLES = {
  Prepay: { "A code of WeChat Pay": { from: "coze", orderId: ORDER_NO, payType: 1 } },
  Prepaid: { "The order's first code": CODE },
  PrepaidRedirect: { "By card": PAGE },
  "postPayPrepay 200": { "The order's first code": CODE, "By card": PAGE },
  OrderReference: { "A pending order": { from: "coze", orderId: ORDER_NO } },
  PayResult: {
    Paid: { ...PAY_STATE, payStatus: 1, orderStatus: "completed" },
    "Paid by a method whose bank answers later": {
      ...PAY_STATE,
      payStatus: 0,
      orderStatus: "pending",
      confirming: true,
    },
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
