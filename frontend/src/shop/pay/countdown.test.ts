import { describe, expect, test } from "vitest";
import { CODE_LIFE_MS } from "../../../../worker/domain/order/attempt.ts";
import { announcedSeconds, CODE_SHOWN_MS_MAX, clockText, remainingAtReceipt } from "./countdown.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const inSeconds = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

describe("the time a code still has when it arrives", () => {
  test("is counted on the server's clock", () => {
    expect(remainingAtReceipt(inSeconds(90), NOON)).toBe(90_000);
  });

  test("is the whole time where the answer does not tell the server's clock", () => {
    expect(remainingAtReceipt(inSeconds(90), undefined)).toBe(CODE_SHOWN_MS_MAX);
  });

  test("never exceeds the contract and never goes below zero", () => {
    expect(CODE_SHOWN_MS_MAX, "as the Worker offers a code").toBe(CODE_LIFE_MS);
    expect(remainingAtReceipt(inSeconds(500), NOON)).toBe(CODE_SHOWN_MS_MAX);
    expect(remainingAtReceipt(inSeconds(-5), NOON)).toBe(0);
    expect(remainingAtReceipt("soon", NOON)).toBe(CODE_SHOWN_MS_MAX);
  });
});

test.each([
  [120_000, "2:00"],
  [74_200, "1:15"],
  [60_000, "1:00"],
  [9_001, "0:10"],
  [1, "0:01"],
  [0, "0:00"],
  [-300, "0:00"],
])("%i ms read %s", (ms, text) => {
  expect(clockText(ms)).toBe(text);
});

test.each([
  [120_000, undefined],
  [60_001, undefined],
  [60_000, 60],
  [30_001, 60],
  [30_000, 30],
  [10_000, 10],
  [1, 10],
  [0, undefined],
])("with %i ms left the last announcement was of %j seconds", (ms, seconds) => {
  expect(announcedSeconds(ms)).toBe(seconds);
});
