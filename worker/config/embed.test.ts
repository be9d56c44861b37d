import { expect, test } from "vitest";
import { readEmbedOrigins } from "./embed.ts";

test.each([
  [undefined, []],
  ["", []],
  [" , ", []],
  ["https://app.example.com", ["https://app.example.com"]],
  [
    " https://app.example.com/, http://localhost:8791,https://app.example.com ",
    ["https://app.example.com", "http://localhost:8791"],
  ],
])("EMBED_ORIGINS %j", (text, origins) => {
  expect(readEmbedOrigins({ EMBED_ORIGINS: text })).toEqual({ ok: true, value: origins });
});

test.each([
  "*",
  "https://app.example.com https://b.example.com",
  "https://a.example.com,http://b.com",
])("EMBED_ORIGINS %j is malformed, named, and never shown", (text) => {
  const read = readEmbedOrigins({ EMBED_ORIGINS: text });
  expect(read).toMatchObject({ ok: false, error: { variable: "EMBED_ORIGINS" } });
  expect(JSON.stringify(read)).toContain("npx wrangler secret put EMBED_ORIGINS");
  expect(JSON.stringify(read)).not.toContain("b.");
});
