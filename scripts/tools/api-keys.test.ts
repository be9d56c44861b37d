import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parseApiKey } from "../../worker/domain/api-key.ts";
import { createStatement, isName, isPrefix, newKey, readKeyCommand } from "./api-keys.ts";

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

test.each<[string, object]>([
  ["create bot", { place: "--local", verb: "create", name: "bot" }],
  ["create bot --scopes all --remote", { place: "--remote", name: "bot", scopes: null }],
  [
    "create bot --scopes usage:write,customers:read",
    { scopes: ["customers:read", "usage:write"], expiresAtMs: undefined },
  ],
  ["create --expires=2027-12-31 bot", { expiresAtMs: Date.parse("2028-01-01T00:00:00Z") }],
  ["create bot --expires 2027-12-31T12:30Z", { expiresAtMs: Date.parse("2027-12-31T12:30:00Z") }],
  ["revoke abcdefghijkl", { place: "--local", verb: "revoke", prefix: "abcdefghijkl" }],
  ["list --remote", { place: "--remote", verb: "list" }],
])("%j is understood", (typed, command) => {
  expect(readKeyCommand(typed.split(" "))).toMatchObject(command);
});

test.each([
  "",
  "create",
  "create bot two",
  "create bot --scopes",
  "create bot --scopes usage:burn",
  "create bot --scopes usage:write,",
  "create bot --scopes all,usage:write",
  "create bot --expires 2027-02-30",
  "create bot --expires tomorrow",
  "create bot --expires 2027-12-31T24:30:00Z",
  "create bot --scope usage:write",
  "revoke abcdefghijkl --scopes all",
  "list --expires 2027-12-31",
  "burn",
])("%j is explained, not guessed", (typed) => {
  expect(readKeyCommand(typed.split(" ").filter((word) => word !== ""))).toBeUndefined();
});

test("what a key is limited to is in its row, and left out it is as the name's key before", () => {
  const limits = { scopes: ["usage:write"], expiresAtMs: 2 } as const;
  expect(createStatement(newKey(), "bot", 1, limits)).toContain("1, 2, 'usage:write')");
  expect(createStatement(newKey(), "bot", 1, { scopes: null })).toContain("1, NULL, NULL)");
  expect(createStatement(newKey(), "bot", 1)).toContain("(SELECT scopes FROM api_key WHERE");
});
