import { BEFORE, CREDITS, HELD_PLAN, ORDER_NO, WAYS } from "../../core/examples.ts";

export const EXAMPLES = {
  Credits: { "Pro, with a pack that was bought": CREDITS },
  CreditUsage: {
    "A month": {
      month: "2026-11",
      from: "2026-10-31T16:00:00.000Z",
      to: "2026-11-30T16:00:00.000Z",
      totalEarned: 200,
      totalSpent: 13,
      totalExpired: 0,
      currentBalance: 187,
      monthlyAllocation: 100,
      daysUntilReset: 11,
      usagePercentage: 13,
      transactions: [
        {
          id: "3",
          at: "2026-11-20T09:40:00.000Z",
          type: "spent",
          amount: -13,
          reference: "chat 4711",
        },
        {
          id: "2",
          at: "2026-11-20T09:35:00.000Z",
          type: "purchased",
          amount: 100,
          reference: ORDER_NO,
        },
        {
          id: "1",
          at: "2026-11-20T09:30:21.000Z",
          type: "earned",
          amount: 100,
          reference: "2026-11",
        },
      ],
      total: 3,
      page: 1,
      pageSize: 20,
      next: null,
    },
  },
  CreditPackages: {
    "In v1": {
      purchasesEnabled: true,
      payWayList: WAYS,
      packages: [
        {
          id: "credits-100",
          credits: 100,
          name: "Starter",
          label: "Starter",
          price: "35.00",
          currency: "CNY",
          prices: [
            { price: "35.00", currency: "CNY" },
            { price: "5.00", currency: "USD" },
          ],
        },
      ],
    },
    "In v2": { purchasesEnabled: false, payWayList: [], packages: [] },
  },
  CreditStatus: {
    "To a customer": {
      status: "ok",
      system: {
        version: "v2",
        purchasesEnabled: false,
        monthlyReset: true,
        rolloverEnabled: false,
      },
      user: { balance: 187, plan: HELD_PLAN },
      timestamp: "2026-11-20T09:40:00.000Z",
    },
  },
  "postCreditsPurchase request": {
    "With WeChat Pay, at the price that was shown": {
      id: "credits-100",
      payType: 1,
      expectedAmount: "35.00",
    },
  },
};

export const PARAMETERS = { getCreditsUsage: { before: BEFORE.credits } };
