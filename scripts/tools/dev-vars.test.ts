import { expect, test } from "vitest";
import { appendMissing, formatDevVar, parseDevVars } from "./dev-vars.ts";

const pem = "-----BEGIN PRIVATE KEY-----\nMIIB+/a=\nxyz\n-----END PRIVATE KEY-----\n";

test.each([
  ["a PEM", pem],
  ["JSON with a PEM inside", JSON.stringify({ PUB_KEY_ID_1: pem })],
  ["an address", "http://localhost:8788/api?a=1"],
  ["nothing", ""],
  ["a hash and spaces", " one # two "],
  ["both quotes", `it's "so"`],
])("%s is read back as it was written", (_what, value) => {
  expect(parseDevVars(`${formatDevVar("NAME", value)}\nNEXT=1\n`)).toEqual({
    NAME: value,
    NEXT: "1",
  });
});

test("a person's own spellings are understood", () => {
  const text = `# mine\r\nexport A=1 # note\r\nB = 'x'\r\nC="-----BEGIN\\nabc\\n"\r\nD=\r\nE: yes\r\n`;
  expect(parseDevVars(text)).toEqual({ A: "1", B: "x", C: "-----BEGIN\nabc\n", D: "", E: "yes" });
});

test("a value that is there is kept, even an empty one, and so is every comment", () => {
  const mine = "# my gateway\nA=mine\nB=";
  const { text, added } = appendMissing(mine, { A: "theirs", B: "theirs", C: pem }, "added");
  expect(added).toEqual(["C"]);
  expect(text.startsWith(`${mine}\n`)).toBe(true);
  expect(parseDevVars(text)).toEqual({ A: "mine", B: "", C: pem });
});

test("a complete file is left untouched", () => {
  expect(appendMissing("A=1", { A: "2" }, "added")).toEqual({ text: "A=1", added: [] });
});
