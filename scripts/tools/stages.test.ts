import { expect, test } from "vitest";
import { lanesFor, STAGES } from "./stages.ts";

test("on two cores one stage follows the other", () => {
  for (const cores of [1, 2]) expect(lanesFor(STAGES, cores)).toEqual([[...STAGES]]);
});

test("with more cores the browser's stage runs beside the others", () => {
  expect(lanesFor(STAGES, 3)).toEqual([["check", "unit", "worker"], ["browser"]]);
});

test("a single stage needs nothing beside it", () => {
  expect(lanesFor(["browser"], 8)).toEqual([["browser"]]);
  expect(lanesFor(["check", "unit"], 8)).toEqual([["check", "unit"]]);
});
