const MONEY = { paid: "1280.50", orders: 31, refunded: "39.90", refunds: 1 };

export const EXAMPLES = {
  "getConsoleOverview 200": {
    "A quiet day": {
      asOf: "2026-11-20T09:30:00.000Z",
      days: [{ day: "2026-11-20", currency: "CNY", ...MONEY }],
      byKind: [{ from: "coze", payType: 1, currency: "CNY", ...MONEY }],
      paidToCredited: { orders: 31, p50Ms: 23, p99Ms: 310 },
      attention: [
        { kind: "stuck-orders", count: 0, more: false },
        { kind: "failed-refunds", count: 1, more: false },
      ],
    },
  },
};
