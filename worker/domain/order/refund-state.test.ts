import { describe, expect, test } from "vitest";
import {
  applyRefundEvent,
  nextRefundTry,
  type RefundEvent,
  type RefundRecord,
} from "./refund-state.ts";

const due: RefundRecord = {
  refundNo: "R1",
  tradeNo: "T1",
  gateway: "wechat",
  amountMinor: 1990,
  why: "operator",
  reason: "",
  state: "due",
  detail: "",
  startedAtMs: 0,
  tries: 0,
  refusals: 0,
  dueAtMs: 1,
  retrying: false,
  replacedBy: null,
};
const failed: RefundRecord = { ...due, state: "failed", tries: 9, dueAtMs: null };
const done: RefundRecord = { ...due, state: "done", tries: 1, dueAtMs: null };

const STATES = {
  due,
  requested: { ...due, tries: 3 },
  accepted: { ...due, state: "accepted", tries: 1 },
  retrying: { ...due, state: "accepted", retrying: true, tries: 1 },
  failed,
  replaced: { ...failed, replacedBy: "R5" },
  done,
  "done outside": { ...done, detail: "given back at the gateway: seen" },
} satisfies Record<string, RefundRecord>;

const status = (
  said: Extract<RefundEvent, { kind: "status" }>["status"],
  via: "query" | "notification" = "query",
): RefundEvent => ({ kind: "status", status: said, via });
const bad = { kind: "failed", detail: "bank" } as const;

const EVENTS = {
  done: status({ kind: "done" }),
  accepted: status({ kind: "accepted" }),
  unknown: status({ kind: "unknown" }),
  failed: status(bad),
  "failed, by notification": status(bad, "notification"),
  dead: status({ ...bad, numberIsDead: true }),
  refused: { kind: "refused", detail: "no" },
  retry: { kind: "retry" },
  "confirmed outside": { kind: "confirmed-outside", note: "seen" },
  superseded: { kind: "superseded", by: "R9" },
} satisfies Record<string, RefundEvent>;

/** `=` changes nothing that anybody sees. Columns in the order of STATES. */
const ALONE: Record<keyof typeof EVENTS, string> = {
  done: "done:refunded | done:refunded | done:refunded | done:refunded | done:refunded | done:refunded | = | =:refunded-twice",
  accepted: "accepted | accepted | = | = | = | = | = | =",
  unknown: "= | = | due | due | = | = | = | =",
  failed: "failed:failed | failed:failed | failed:failed | failed:failed | = | = | = | =",
  "failed, by notification": "failed:failed | failed:failed | failed:failed | = | = | = | = | =",
  dead: "failed:failed | failed:failed | failed:failed | failed:replace | = | = | failed:undone | =",
  refused: "= | = | = | = | = | = | = | =",
  retry: "= | = | = | = | accepted | = | = | =",
  "confirmed outside": "= | = | = | = | done:refunded | = | = | =",
  superseded:
    "failed:dropped | accepted:overtaken | =:overtaken | =:overtaken | =:overtaken | = | = | =",
};

const BESIDE_ONE_DONE: Record<keyof typeof EVENTS, string> = {
  ...ALONE,
  done: "failed:refunded-twice | failed:refunded-twice | failed:refunded-twice | failed:refunded-twice | =:refunded-twice | =:refunded-twice | = | =:refunded-twice",
  accepted: "= | = | = | = | = | = | = | =",
  unknown:
    "failed:dropped | failed:dropped | failed:dropped | failed:dropped | =:dropped | =:dropped | = | =",
  "failed, by notification":
    "failed:failed | failed:failed | failed:failed | failed:failed | = | = | = | =",
  dead: "failed:dropped | failed:dropped | failed:dropped | failed:dropped | =:dropped | =:dropped | = | =",
};

describe.each([
  ["alone", ALONE, null],
  ["beside one that is done", BESIDE_ONE_DONE, "R9"],
] as const)("a refund %s", (_title, table, doneBeside) => {
  const cases = Object.entries(EVENTS).flatMap(([event, given]) =>
    Object.entries(STATES).map(
      ([state, refund], column) =>
        [
          event,
          state,
          table[event as keyof typeof EVENTS].split(" | ")[column],
          given,
          refund,
        ] as const,
    ),
  );
  test.each(cases)("%s meets one that is %s: %s", (_event, _state, expected, event, refund) => {
    const { refund: after, effects } = applyRefundEvent(refund, event, doneBeside, 100);
    const moved = after.state === refund.state ? "=" : after.state;
    expect([moved, ...effects].join(":")).toBe(expected);
    // What is over is asked about no more, and what is under way always has a time at which it goes on.
    expect(after.dueAtMs === null).toBe(after.state === "done" || after.state === "failed");
  });
});

test("refusals in a row make it a person's, and any other answer starts them anew", () => {
  const refused = { kind: "refused", detail: "NOT_ENOUGH" } as const;
  let refund: RefundRecord = due;
  for (let times = 1; times < 60; times++)
    refund = applyRefundEvent(refund, refused, null, 0).refund;
  expect(refund).toMatchObject({ state: "due", refusals: 59 });
  expect(applyRefundEvent(refund, refused, null, 0)).toMatchObject({
    refund: { state: "failed", detail: "NOT_ENOUGH", refusals: 0 },
    effects: ["failed"],
  });
  expect(applyRefundEvent(refund, EVENTS.accepted, null, 0).refund.refusals).toBe(0);
});

test("accepted over and over and never known needs a person", () => {
  const known = { ...STATES.accepted, tries: 119 };
  expect(applyRefundEvent(known, EVENTS.unknown, null, 0).refund.state).toBe("due");
  const { refund, effects } = applyRefundEvent({ ...known, tries: 120 }, EVENTS.unknown, null, 0);
  expect([refund.state, effects]).toEqual(["failed", ["failed"]]);
});

test("tries follow each other fast, then hourly", () => {
  expect(nextRefundTry({ tries: 0 }, 0)).toBe(1_000);
  expect(nextRefundTry({ tries: 19 }, 0)).toBe(60_000);
  expect(nextRefundTry({ tries: 20 }, 0)).toBe(3_600_000);
});
