import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parseApiKey } from "../../worker/domain/api-key.ts";
import { isName, isPrefix, newKey } from "./api-keys.ts";

test("a new key is one that the Worker reads, and only its hash would be kept", () => {
  const { token, prefix, secretHash } = newKey();
  const parts = parseApiKey(token);
  expect(parts?.prefix).toBe(prefix);
  expect(
    createHash("sha256")
      .update(parts?.secret ?? "")
      .digest("hex"),
  ).toBe(secretHash);
  expect(newKey().token).not.toBe(token);
});

test.each(["Coze bot", "智能体 1", "a.b-c"])("%j is a name", (name) => {
  expect(isName(name)).toBe(true);
});

test.each(["", "x'); DROP TABLE api_key; --", 'say "hi"', "a\nb", "x".repeat(61)])(
  "%j is no name: it would be written into SQL",
  (name) => {
    expect(isName(name)).toBe(false);
    expect(isPrefix(name)).toBe(false);
  },
);
