export const EXAMPLES = {
  CreditReset: {
    "Under way": {
      period: "2026-12",
      total: 10_000,
      done: 499,
      failed: 1,
      startedAt: "2026-11-30T16:00:04.000Z",
      finishedAt: null,
    },
  },
  "postCronResetCredits request": {
    "All customers": {},
    "One customer": { customerId: "customer-lin" },
  },
};
