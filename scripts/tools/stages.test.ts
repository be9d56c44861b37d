import { expect, test } from "vitest";
import { lanesFor, STAGES } from "./stages.ts";

test("the browser's stage runs beside the others", () => {
  expect(lanesFor(STAGES)).toEqual([["check", "unit", "worker"], ["browser"]]);
});

test("a single stage needs nothing beside it", () => {
  expect(lanesFor(["browser"])).toEqual([["browser"]]);
  expect(lanesFor(["check", "unit"])).toEqual([["check", "unit"]]);
});
