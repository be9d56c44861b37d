import { describe, expect, test } from "vitest";
import { canCancel, canChangeCard, canResume, canUndo, endsAtOnce, lineOf } from "./standing.ts";

type Standing = Parameters<typeof lineOf>[0];

const END = "2026-12-20T04:00:00.000Z";
const NOW = Date.parse("2026-12-01T00:00:00Z");
const BY_CARD: Standing = {
  source: "stripe",
  status: "active",
  cancelAt: null,
  pendingChange: null,
  endDate: END,
  endReason: null,
  renews: true,
};
const FREE: Standing = { ...BY_CARD, source: "none", status: "free", endDate: null, renews: false };
const PREPAID: Standing = { ...BY_CARD, source: "prepaid", renews: false };
const LIFETIME: Standing = { ...BY_CARD, source: "lifetime", endDate: null, renews: false };
const CANCELLED: Standing = { ...BY_CARD, cancelAt: END, renews: false };
const change = { planId: "pro_monthly", at: END };

describe("what is offered where it applies, and nowhere else", () => {
  test.each<[string, Standing, string[]]>([
    ["free", FREE, []],
    ["paid in advance", PREPAID, []],
    ["paid in advance, with a plan that follows", { ...PREPAID, pendingChange: change }, []],
    ["for ever", LIFETIME, []],
    ["given by hand", { ...LIFETIME, source: "manual" }, []],
    ["renews by card", BY_CARD, ["cancel", "card"]],
    ["on trial", { ...BY_CARD, status: "trialing" }, ["cancel", "card"]],
    ["past due", { ...BY_CARD, status: "past_due", renews: false }, ["cancel", "card"]],
    ["cancelled", CANCELLED, ["resume", "card"]],
    ["to be downgraded", { ...BY_CARD, pendingChange: change }, ["cancel", "undo", "card"]],
    [
      "cancelled with a change behind it",
      { ...CANCELLED, pendingChange: change },
      ["resume", "card"],
    ],
    ["ended", { ...BY_CARD, status: "ended", renews: false }, []],
  ])("%s", (_, standing, offered) => {
    const found = [
      ...(canCancel(standing) ? ["cancel"] : []),
      ...(canResume(standing) ? ["resume"] : []),
      ...(canUndo(standing) ? ["undo"] : []),
      ...(canChangeCard(standing) ? ["card"] : []),
    ];
    expect(found).toEqual(offered);
  });
});

test.each<[Standing, string]>([
  [FREE, "free"],
  [PREPAID, "prepaid"],
  [LIFETIME, "lifetime"],
  [BY_CARD, "active"],
  [CANCELLED, "ending"],
  [{ ...BY_CARD, renews: false }, "ending"],
  [{ ...BY_CARD, status: "trialing" }, "trialing"],
  [{ ...CANCELLED, status: "trialing" }, "ending"],
  [{ ...BY_CARD, status: "past_due" }, "past_due"],
  [{ ...BY_CARD, status: "paused" }, "paused"],
  [{ ...BY_CARD, status: "ended" }, "ended"],
  [{ ...BY_CARD, status: "ended", endReason: "ran-out" }, "ended"],
  [{ ...BY_CARD, status: "ended", endReason: "ended-by-operator" }, "endedBySupport"],
  [{ ...LIFETIME, source: "manual" }, "manual"],
  [{ ...LIFETIME, source: "manual", endDate: END }, "manualUntil"],
])("%j reads as %s", (standing, line) => {
  expect(lineOf(standing)).toBe(line);
});

test("only what is past due with nothing left ends at once when it is cancelled", () => {
  const pastDue: Standing = { ...BY_CARD, status: "past_due" };
  expect(endsAtOnce(BY_CARD, NOW)).toBe(false);
  expect(endsAtOnce(pastDue, NOW)).toBe(false);
  expect(endsAtOnce({ ...pastDue, endDate: "2026-11-20T04:00:00.000Z" }, NOW)).toBe(true);
});
