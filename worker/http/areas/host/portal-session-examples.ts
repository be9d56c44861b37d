export const PORTAL_SESSION_EXAMPLES = {
  PortalSessionWish: {
    "A frame in which the customer can subscribe": {
      origins: ["https://app.example.com"],
      scopes: ["read", "manage"],
      language: "en",
      theme: "dark",
    },
    "A frame to look at": { origins: ["https://app.example.com"], scopes: ["read"] },
  },
  PortalSession: {
    "For fifteen minutes": {
      token: "ecp_eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjdXN0b21lci1saW4ifQ.c2lnbmF0dXJl",
      url: "https://pay.example.com/embed",
      expiresAt: "2026-11-20T09:45:00.000Z",
    },
  },
};
