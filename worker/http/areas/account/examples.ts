import { BEFORE, ORDER_NO } from "../../core/examples.ts";
import { COZE_ORDER } from "../../core/orders/examples.ts";

const POWER_ORDER = {
  ...COZE_ORDER,
  from: "recharge",
  packageConfigId: "power-500",
  packageName: "Power 550",
  duration: null,
  power: 550,
  totalAmount: "45.00",
  orderStatus: "pending",
  paymentStatus: "unpaid",
  paidAt: null,
};

const ORDERS_CSV = [
  "orderNo,from,packageName,totalAmount,currency,orderStatus,createdAt,paidAt",
  `${ORDER_NO},coze,Pro,39.90,CNY,completed,2026-11-20T09:30:00.000Z,2026-11-20T09:30:20.000Z`,
].join("\r\n");

const LEDGER_CSV = [
  "id,kind,asset,amount,name,reference,at",
  `1,grant,power,550,Power 550,${ORDER_NO},2026-11-20T09:30:21.000Z`,
].join("\r\n");

export const EXAMPLES = {
  "getAccountOrders 200": {
    "The first page": {
      ...{ items: [POWER_ORDER, COZE_ORDER], total: 2, page: 1, pageSize: 20, next: null },
      archivedBefore: "2025-03-01T00:00:00.000Z",
    },
  },
  "getAccountOrdersCsv 200": { "One order": ORDERS_CSV },
  "getAccountOrdersArchiveCsv 200": { "One order": ORDERS_CSV },
  LedgerPage: {
    "A recharge": {
      items: [
        {
          id: "1",
          kind: "grant",
          asset: "power",
          amount: 550,
          reference: ORDER_NO,
          name: "Power 550",
          expiresAt: null,
          at: "2026-11-20T09:30:21.000Z",
        },
      ],
      total: 1,
      page: 1,
      pageSize: 20,
      next: null,
    },
  },
  "getAccountLedgerCsv 200": { "A recharge": LEDGER_CSV },
};

const FROM = "2026-11-01T00:00:00.000Z";

export const PARAMETERS = {
  getAccountOrders: { from: FROM, before: BEFORE.orders },
  getAccountOrdersCsv: { from: FROM },
  getAccountOrdersArchiveCsv: { from: FROM },
  getAccountLedger: { from: FROM, kind: "grant", before: BEFORE.ledger },
  getAccountLedgerCsv: { from: FROM, kind: "grant" },
};
