const MONEY = { paid: "1280.50", orders: 31, refunded: "39.90", refunds: 1 };

export const EXAMPLES = {
  "getConsoleOverview 200": {
    "A quiet day": {
      asOf: "2026-11-20T09:30:00.000Z",
      days: [{ day: "2026-11-20", currency: "CNY", ...MONEY }],
      byKind: [{ from: "coze", payType: 1, currency: "CNY", ...MONEY }],
      paidToCredited: { orders: 31, p50Ms: 23, p99Ms: 310 },
      plans: {
        recurring: [{ currency: "CNY", monthly: "9405.58", prepaid: "3900.00", customers: 121 }],
        byPlan: [
          {
            ...{ planId: "pro_monthly", kind: "renewing", currency: "CNY", customers: 80 },
            monthly: "5505.58",
          },
          { planId: "lifetime", kind: "lifetime", currency: "CNY", customers: 4, monthly: null },
        ],
        overdue: [{ currency: "CNY", customers: 2, amount: "198.00" }],
      },
      debts: {
        customers: 1,
        byAsset: [
          { asset: "power", customers: 1, units: 300 },
          { asset: "credits", customers: 0, units: 0 },
        ],
      },
      plansWhole: true,
      attention: [
        { kind: "stuck-orders", count: 0, more: false },
        { kind: "failed-refunds", count: 1, more: false },
      ],
    },
  },
};

export const PARAMETERS = { getConsoleOverview: { days: "30" } };
