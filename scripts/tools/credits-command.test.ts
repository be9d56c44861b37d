import { describe, expect, test } from "vitest";
import { readCreditsCommand } from "./credits-command.ts";

const HOME = "http://localhost:8788";
const read = (...args: string[]) => readCreditsCommand(args, HOME);
const common = { to: new URL(HOME), yes: false };

test.each([
  [["status"], { verb: "status" }],
  [["rollback"], { verb: "rollback" }],
  [["test"], { verb: "test" }],
  [["plan", "v1"], { verb: "plan", version: "v1" }],
  [["switch", "v2"], { verb: "switch", version: "v2" }],
  [["verify"], { verb: "verify", file: null }],
  [["verify", "before.json"], { verb: "verify", file: "before.json" }],
])("%j is read", (args, command) => {
  expect(read(...args)).toEqual({ ...command, ...common });
});

test("another product is named by its address, and the question can be left out", () => {
  expect(read("switch", "v1", "--yes", "--to", "https://pay.example.com")).toEqual({
    verb: "switch",
    version: "v1",
    to: new URL("https://pay.example.com"),
    yes: true,
  });
});

describe("refused with how it is meant:", () => {
  test.each([
    [[]],
    [["switch"]],
    [["switch", "v3"]],
    [["plan"]],
    [["status", "v1"]],
    [["test", "all"]],
    [["migrate"]],
    [["switch", "v1", "v2"]],
  ])("%j", (args) => expect(() => read(...args)).toThrow(/npm run credits -- switch v1/));

  test.each([
    [["status", "--now"], /--now is not known/],
    [["status", "--to", "pay.example.com"], /not an address/],
    [["status", "--to", "http://pay.example.com"], /in the clear/],
  ])("%j", (args, message) => expect(() => read(...args)).toThrow(message));
});
