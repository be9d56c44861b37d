import { BEFORE, CUSTOMER_ID, ORDER_NO } from "../../../core/examples.ts";

const ORDER = {
  orderNo: ORDER_NO,
  customerId: CUSTOMER_ID,
  customerName: "林知夏",
  ...{ from: "coze", itemName: "专业版", totalAmount: "39.90", currency: "CNY", payType: 1 },
  ...{ orderStatus: "completed", createdAt: "2026-11-20T09:30:00.000Z" },
  paidAt: "2026-11-20T09:30:21.000Z",
  transactionId: "4200202611200000000000000001",
};

const FILE = {
  orderNo: ORDER_NO,
  customerId: CUSTOMER_ID,
  ...{ from: "coze", itemName: "专业版", createdAt: "2026-11-20T09:30:00.000Z" },
  paidAt: "2026-11-20T09:30:21.000Z",
  explanation: { code: "granted", detail: "", act: null },
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
};

const CLOSED = {
  ...FILE,
  ...{ paidAt: null, orderStatus: "cancelled", payments: [] },
  explanation: { code: "ended-unpaid", detail: "", act: "ask" },
  attempts: [{ number: `${ORDER_NO}_1`, gateway: "wechat", state: "closed" }],
  timeline: [
    ...FILE.timeline,
    { at: "2026-11-20T09:31:00.000Z", event: "cancelled", data: { by: "operator-wang" } },
  ],
};

const STUCK_CSV = `\ufefforderNo,customerId,from,itemName,totalAmount,currency,paidAt\r\n${ORDER_NO},${CUSTOMER_ID},recharge,算力充值 2000000000000,9.90,CNY,2026-11-20T09:30:21.000Z\r\n`;

const ORDERS_CSV = `\ufeff${Object.keys(ORDER).join(",")}\r\n${Object.values({ ...ORDER, transactionId: `'${ORDER.transactionId}` }).join(",")}\r\n`;

export const EXAMPLES = {
  "getConsoleStuckOrdersCsv 200": { "One order": STUCK_CSV },
  "getConsoleOrdersCsv 200": { "One order": ORDERS_CSV },
  "getConsoleOrders 200": { "One order": { items: [ORDER], next: null, archivedBefore: null } },
  CloseOrder: { "As the customer asked": { reason: "ordered twice, asked by mail" } },
  "postConsoleOrdersByIdClose 200": { "Nobody had paid": CLOSED },
  "postConsoleOrdersByIdAsk 200": { "Paid and granted": FILE },
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
  "getConsoleOrdersById 200": { "Paid and granted": FILE },
};

const LISTED = {
  ...{
    search: ORDER_NO,
    state: "completed",
    kind: "coze",
    payType: "1",
    before: BEFORE.consoleOrders,
  },
  from: "2026-11-01T00:00:00.000Z",
};

export const PARAMETERS = { getConsoleOrders: LISTED, getConsoleOrdersCsv: LISTED };
