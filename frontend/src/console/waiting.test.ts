import { expect, test } from "vitest";
import type { Attention } from "./api/types.ts";
import { together } from "./waiting.ts";

const one = (kind: Attention["kind"], count: number | null, more = false): Attention => ({
  ...{ kind, count, more },
});

test.each<[string, Attention[], ReturnType<typeof together>]>([
  ["nothing", [one("drafts", 0), one("credit-notes", 0)], undefined],
  ["one of two", [one("drafts", 0), one("credit-notes", 3)], { count: 3, more: false }],
  ["both", [one("drafts", 2), one("credit-notes", 100, true)], { count: 102, more: true }],
  ["what is not asked for", [one("anomalies", 2)], undefined],
  [
    "what cannot be read",
    [one("drafts", 2), one("credit-notes", null)],
    { count: null, more: false },
  ],
])("together: %s", (_what, all, waiting) => {
  expect(together(all, ["drafts", "credit-notes"])).toEqual(waiting);
});
