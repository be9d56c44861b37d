import { ORDER_NO } from "../../../core/examples.ts";
import { unnoted } from "../notes/examples.ts";

export const EXAMPLES = {
  "getConsoleDiscrepanciesCsv 200": {
    "Refunded in the gateway's console": `\ufeffday,orderNo,number,gateway,reason,at,standing,note,notedBy,notedAt\r\n2026-11-18,${ORDER_NO},${ORDER_NO}_1,alipay,refunded-outside,2026-11-19T18:03:11.000Z,open,,,\r\n`,
  },
  "getConsoleReconciliations 200": {
    "A day with one payment found, and one refunded in the gateway's console": {
      items: [
        {
          day: "2026-11-18",
          orders: 412,
          numbers: 530,
          matched: 528,
          mended: 1,
          discrepancies: 1,
          unanswered: 0,
          waiting: 0,
          finished: true,
          startedAt: "2026-11-19T18:00:04.000Z",
        },
      ],
      more: false,
      discrepancies: [
        {
          day: "2026-11-18",
          orderNo: ORDER_NO,
          number: `${ORDER_NO}_1`,
          gateway: "alipay",
          reason: "refunded-outside",
          at: "2026-11-19T18:03:11.000Z",
          note: unnoted(`difference:${ORDER_NO}_1:refunded-outside`),
        },
      ],
      moreDiscrepancies: false,
    },
  },
};

export const PARAMETERS = {
  getConsoleReconciliations: { show: "open" },
  getConsoleDiscrepanciesCsv: { show: "aside" },
};
