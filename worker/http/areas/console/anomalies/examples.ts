import { NOTED, unnoted } from "../notes/examples.ts";

export const EXAMPLES = {
  "getConsoleAnomaliesCsv 200": {
    "A genuine payment for an unknown number": `\ufeffat,gateway,genuine,reason,detail,count,standing,note,notedBy,notedAt\r\n2026-11-20T09:30:21.000Z,wechat,true,unknown-number,payment SHOP-1187,1,${NOTED.standing},"${NOTED.note}",${NOTED.by},${NOTED.at}\r\n`,
  },
  "getConsoleAnomalies 200": {
    "A genuine payment for an unknown number": {
      items: [
        {
          at: "2026-11-20T09:30:21.000Z",
          gateway: "wechat",
          genuine: true,
          reason: "unknown-number",
          detail: "payment SHOP-1187",
          count: 1,
          note: NOTED,
        },
        {
          at: "2026-11-20T09:12:04.000Z",
          gateway: "wechat",
          genuine: false,
          reason: "headers-missing",
          detail: "Wechatpay-Signature",
          count: 12408,
          note: unnoted("count:2026-11-20:wechat:headers-missing"),
        },
      ],
      more: false,
    },
  },
};

export const PARAMETERS = {
  getConsoleAnomalies: { show: "open" },
  getConsoleAnomaliesCsv: { show: "aside" },
};
