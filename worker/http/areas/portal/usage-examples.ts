import { BEFORE } from "../../core/examples.ts";

export const USAGE_EXAMPLES = {
  UsageDetail: {
    "Of the day": {
      items: [
        {
          id: "chat-4711",
          product: "text_tokens",
          productName: "Text processing",
          unit: "tokens",
          count: 2_480,
          at: "2026-11-20T09:30:21.000Z",
          date: "2026-11-20",
          late: false,
          corrects: null,
          model: null,
          charged: 2,
          asset: "credits" as const,
        },
      ],
      total: 1,
      page: 1,
      pageSize: 20,
      next: null,
    },
  },
  "getPortalUsageDetailCsv 200": {
    "Of the day":
      "\ufeffDate,Time (UTC),Product,Used,Unit,Charged,Of,Model,Corrects,product,id\r\n2026-11-20,2026-11-20T09:30:21.000Z,Text processing,2480,tokens,2,credits,,,text_tokens,chat-4711\r\n",
  },
};

export const USAGE_PARAMETERS = { getPortalUsageDetail: { before: BEFORE.usage } };
