import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetServerTime } from "../../shared/primitives/clock.ts";
import { keepChoice, keepWaiting, keptChoice, takeWaiting } from "./visit.ts";

const PRO = { itemId: "coze-pro", payType: 2, amount: "39.90" };

beforeEach(() => {
  forgetServerTime();
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("each centre keeps a choice of its own", () => {
  keepChoice("coze", { itemId: "coze-pro", payType: 2 });
  expect(keptChoice("coze")).toEqual({ itemId: "coze-pro", payType: 2 });
  expect(keptChoice("recharge")).toEqual({});
});

test("a purchase that waits for signing in goes on once", () => {
  keepWaiting("coze", PRO);
  expect(takeWaiting("coze")).toMatchObject(PRO);
  expect(takeWaiting("coze")).toBeUndefined();
});

test("who comes back after ten minutes presses again", () => {
  keepWaiting("coze", PRO);
  vi.advanceTimersByTime(10 * 60_000);
  expect(takeWaiting("coze")).toBeUndefined();
});

test("where storage is blocked or holds something else, nothing is kept and nothing breaks", () => {
  sessionStorage.setItem("ec.choice.coze", "{");
  expect(keptChoice("coze")).toEqual({});
  vi.stubGlobal("sessionStorage", undefined);
  keepWaiting("coze", PRO);
  expect(takeWaiting("coze")).toBeUndefined();
});
