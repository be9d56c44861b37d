const KEY = {
  ...{ id: "Q3MZK7W5T8ab", name: "Coze bot" },
  ...{ scopes: ["customers:read", "credits:write"], expiresAt: null, state: "in-force" },
  ...{ createdAt: "2026-11-20T09:30:00.000Z", lastUsedAt: "2026-11-20T10:02:00.000Z" },
  ...{ refused: 0, revokedAt: null, endsWithinSeconds: 10 },
};

export const EXAMPLES = {
  ApiKeys: { "One key": { items: [KEY], more: false } },
  MakeKey: {
    "For a bot": {
      ...{ name: "Coze bot", reason: "launch" },
      ...{ scopes: ["customers:read", "credits:write"], expiresAt: null },
    },
  },
  MadeKey: {
    "Shown this once": {
      ...{ ...KEY, lastUsedAt: null },
      token: "eck_Q3MZK7W5T8ab_EXAMPLEexampleEXAMPLEexample0000",
    },
  },
  ApiKey: { Revoked: { ...KEY, state: "revoked", revokedAt: "2026-11-21T09:30:00.000Z" } },
};

export const PARAMETERS = {
  deleteConsoleKeysById: { id: "Q3MZK7W5T8ab", reason: "leaked" },
};
