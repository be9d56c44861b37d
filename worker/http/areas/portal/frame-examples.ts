export const FRAME_EXAMPLES = {
  "getPortalFraming 200": { "One host": { origins: ["https://app.example.com"] } },
  "getPortalSession 200": {
    "A frame in which the customer can subscribe": {
      customerId: "customer-lin",
      origins: ["https://app.example.com"],
      scopes: ["read", "manage"],
      language: "en",
      theme: "dark",
      expiresAt: "2026-11-20T09:45:00.000Z",
    },
  },
};
