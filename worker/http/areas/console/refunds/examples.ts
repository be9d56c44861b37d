import { BEFORE, CUSTOMER_ID, ORDER_NO } from "../../../core/examples.ts";

const REFUND = {
  number: `${ORDER_NO}R1`,
  tradeNumber: `${ORDER_NO}_1`,
  gateway: "wechat",
  amount: "39.90",
  currency: "CNY",
  why: "operator",
  state: "done",
  detail: "",
  startedAt: "2026-11-20T10:00:01.000Z",
};

const REQUEST = {
  clawBack: "full",
  reason: "wrong package",
  askedBy: "operator-wang",
  askedAt: "2026-11-20T10:00:00.000Z",
  state: "taken",
  taken: { unit: "days", amount: 30, owed: 0 },
  refused: null,
};

export const EXAMPLES = {
  "postConsoleOrdersByIdRefund request": {
    "All or nothing": { clawBack: "full", reason: "wrong package" },
    "Whatever is left": { clawBack: "what-is-left" },
  },
  "postConsoleOrdersByIdRefund 200": {
    "The money is back": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REQUEST,
      refunds: [REFUND],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefund 202": {
    "The gateway has it": {
      orderNo: ORDER_NO,
      orderStatus: "refunding",
      request: REQUEST,
      refunds: [{ ...REFUND, state: "accepted" }],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefundRetry 200": {
    "Nothing had failed": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REQUEST,
      refunds: [REFUND],
      needsPerson: false,
      retried: [],
    },
  },
  "postConsoleOrdersByIdRefundRetry 202": {
    "Taken up again": {
      orderNo: ORDER_NO,
      orderStatus: "refunding",
      request: REQUEST,
      refunds: [{ ...REFUND, state: "due" }],
      needsPerson: false,
      retried: [`${ORDER_NO}R1`],
    },
  },
  "postConsoleOrdersByIdRefundSettled request": {
    "Seen at the gateway's console": { note: "Given back on 20 November in the merchant platform" },
  },
  "postConsoleOrdersByIdRefundSettled 200": {
    "The order is refunded": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REQUEST,
      refunds: [{ ...REFUND, detail: "given back at the gateway: in the merchant platform" }],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefundSettled 202": {
    "A second payment is still on its way back": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REQUEST,
      refunds: [REFUND, { ...REFUND, number: `${ORDER_NO}R2`, why: "surplus", state: "accepted" }],
      needsPerson: false,
    },
  },
  "getConsoleRefundsCsv 200": {
    "One that needs a person": `\ufeffnumber,orderNo,customerId,tradeNumber,gateway,amount,currency,why,state,detail,startedAt,updatedAt\r\n${ORDER_NO}R1,${ORDER_NO},${CUSTOMER_ID},${ORDER_NO}_1,wechat,39.90,CNY,operator,failed,ABNORMAL: the payer's account is closed,2026-11-20T10:00:00.000Z,2026-11-20T10:02:00.000Z\r\n`,
  },
  "getConsoleRefunds 200": {
    "One that needs a person": {
      items: [
        {
          ...REFUND,
          state: "failed",
          detail: "ABNORMAL: the payer's account is closed",
          orderNo: ORDER_NO,
          customerId: CUSTOMER_ID,
          updatedAt: "2026-11-20T10:02:00.000Z",
        },
      ],
      total: 1,
      page: 1,
      pageSize: 20,
      next: null,
    },
  },
};

const LISTED = { state: "failed", before: BEFORE.refunds };

export const PARAMETERS = { getConsoleRefunds: LISTED, getConsoleRefundsCsv: LISTED };
