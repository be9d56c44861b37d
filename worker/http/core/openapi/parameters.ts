/** Every answer with words in it follows these two. */
export const SHARED_PARAMETERS = {
  lang: {
    name: "lang",
    in: "query",
    description: "Language of names and texts, before accept-language. Any other is ignored.",
    schema: { type: "string", enum: ["zh", "en", "jp"] },
    example: "en",
  },
  acceptLanguage: {
    name: "accept-language",
    in: "header",
    description: "The browser's languages; zh when none of them is spoken here.",
    schema: { type: "string" },
    example: "en-GB,en;q=0.9",
  },
} as const;

/** What a part of a path is. A route says more by its own `parameters`. */
export const IN_PATHS: Record<string, string> = {
  id: "The order's number; whatever is none is not found",
  customer: "The customer's id, the `sub` of its tokens, URL-encoded",
  period: "A month, `2025-12`",
  month: "A month (UTC), `2025-02`",
  name: "The flag's key in KV, `:` and a language after it for a text of that language",
  key: "The row's `note.key`, URL-encoded",
  subject: "The person's `sub` at the identity provider, URL-encoded",
};

/** What each parameter looks like, by name. */
export const EXAMPLE_VALUES: Record<string, string> = {
  id: "EC202611208Q3MZK7W5T",
  orderId: "EC202611208Q3MZK7W5T",
  customer: "customer-lin",
  subject: "operator-li",
  key: "message:17",
  name: "coze_package_status",
  from: "coze",
  kind: "coze",
  fresh: "1",
  everywhere: "true",
  page: "1",
  pageSize: "20",
  to: "2026-12-01T00:00:00.000Z",
  returnTo: "/profile/personal-rights/coze-package-center",
  code: "SplxlOBeZQQYbYS6WxSbIA",
  state: "af0ifjsldkj",
  status: "paid",
  accept: "application/json",
  upgrade: "websocket",
  "embed-origin": "https://app.example.com",
  tz: "Asia/Shanghai",
  month: "2026-11",
  period: "2026-11",
  product: "ai_chat",
  count: "1",
  start: "2026-11-01",
  end: "2026-11-30",
  "Idempotency-Key": "call-4711",
};
