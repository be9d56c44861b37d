import { expect, test } from "vitest";
import { createSteps } from "./steps.ts";

/** A clock that moves only when told, and everything that was written. */
function setUp(isTerminal: boolean) {
  const written: string[] = [];
  const timers = new Set<{ dueMs: number; intervalMs: number; call: () => void }>();
  let nowMs = 1_000;
  const step = createSteps({
    isTerminal,
    write: (text) => written.push(text),
    nowMs: () => nowMs,
    every: (intervalMs, call) => {
      const timer = { dueMs: nowMs + intervalMs, intervalMs, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const pass = (durationMs: number) => {
    const untilMs = nowMs + durationMs;
    for (; nowMs < untilMs; nowMs += 100)
      for (const timer of timers)
        if (timer.dueMs <= nowMs) {
          timer.dueMs += timer.intervalMs;
          timer.call();
        }
  };
  const lines = () => written.map((text) => text.trimEnd().replace(/ {2,}(?=\d)/, " | "));
  return { step, pass, lines, written, timers };
}

test("a step is named before it begins, and its time is shown when it ends", async () => {
  const { step, pass, lines } = setUp(false);
  await step("Migrations", () => {
    expect(lines()).toEqual(["  … Migrations"]);
    pass(3_400);
  });
  expect(lines()).toEqual(["  … Migrations", "  ✓ Migrations | 3.4 s"]);
});

test("a step that runs long says so every few seconds, a line each where no terminal is", async () => {
  const { step, pass, lines, written } = setUp(false);
  await step("Migrations", () => pass(11_000));
  expect(lines()).toEqual([
    "  … Migrations",
    "  … Migrations (still running) | 5.0 s",
    "  … Migrations (still running) | 10.0 s",
    "  ✓ Migrations | 11.0 s",
  ]);
  expect(written.every((text) => text.endsWith("\n") && !text.includes("\u001b"))).toBe(true);
});

test("a terminal shows one line whose time goes on", async () => {
  const { step, pass, written } = setUp(true);
  await step("Page", () => pass(2_500));
  expect(written).toHaveLength(4);
  expect(written.every((text) => text.startsWith("\r\u001b[K"))).toBe(true);
  expect(written.map((text) => text.endsWith("\n"))).toEqual([false, false, false, true]);
  expect(written[2]).toMatch(/… Page +2\.0 s$/);
});

test("what a step answers stands behind its name", async () => {
  const { step, lines } = setUp(false);
  expect(await step("Page", () => "unchanged")).toBe("unchanged");
  expect(lines().at(-1)).toBe("  ✓ Page (unchanged) | 0.0 s");
});

test("a step that fails is marked, its error goes on, and nothing is said of it afterwards", async () => {
  const { step, pass, lines, timers } = setUp(false);
  const failing = step("Sandbox", () => {
    throw new Error("port taken");
  });
  await expect(failing).rejects.toThrow("port taken");
  pass(20_000);
  expect(lines()).toEqual(["  … Sandbox", "  ✗ Sandbox | 0.0 s"]);
  expect(timers.size).toBe(0);
});
