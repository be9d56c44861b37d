import { describe, expect, test } from "vitest";
import { whileBusy } from "./wrangler.ts";

const LOCKED = { code: 1, output: '{"error":{"text":"database is locked: SQLITE_BUSY"}}' };
const DONE = { code: 0, output: "[]" };

/** Ends in these ways, one after the other; the last way is kept. */
function inTurn(...ways: (typeof DONE)[]) {
  let runs = 0;
  return {
    run: async () => ways[Math.min(runs++, ways.length - 1)] ?? DONE,
    runs: () => runs,
  };
}

describe("a command on a D1 that is locked for a moment", () => {
  const pauses: number[] = [];
  const pause = async (ms: number) => pauses.push(ms);

  test("is run again, ever later, until it is through", async () => {
    pauses.length = 0;
    const command = inTurn(LOCKED, LOCKED, DONE);
    expect(await whileBusy(command.run, pause)).toEqual(DONE);
    expect(command.runs()).toBe(3);
    expect(pauses).toEqual([250, 500]);
  });

  test("says so when it stays locked", async () => {
    const command = inTurn(LOCKED);
    expect(await whileBusy(command.run, pause)).toEqual(LOCKED);
    expect(command.runs()).toBe(6);
  });

  test("is not run again for another failure, nor for output that only mentions it", async () => {
    for (const way of [
      { code: 1, output: "no such table: api_key" },
      { code: 0, output: "SQLITE_BUSY" },
    ]) {
      const command = inTurn(way);
      expect(await whileBusy(command.run, pause)).toEqual(way);
      expect(command.runs()).toBe(1);
    }
  });
});
