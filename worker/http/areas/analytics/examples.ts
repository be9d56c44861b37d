export const EXAMPLES = {
  "getAnalytics 200": { On: { key: "phc_public", host: "/api/analytics" } },
  "postAnalyticsBatch request": {
    "One event": {
      batch: [{ event: "pay_success", distinct_id: "visitor-1", properties: { source: "coze" } }],
    },
  },
};
