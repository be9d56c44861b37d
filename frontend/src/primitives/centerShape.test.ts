import { expect, test } from "vitest";
import type { CozeCenter } from "../api/types.ts";
import { readShape, shapeOf } from "./centerShape.ts";

const FIRST_VISIT = readShape(null);

test("a centre's shape survives being remembered", () => {
  const center = {
    packages: [
      { content: ["a", "b"], description: "" },
      { content: [], description: "c" },
    ],
    payWayList: [{}, {}],
  } as unknown as CozeCenter;
  const shape = shapeOf(center);
  expect(shape).toEqual({ packages: [2, 1], payWays: 2 });
  expect(readShape(JSON.stringify(shape))).toEqual(shape);
});

test.each(["", "null", "{}", '{"packages":[1e9],"payWays":2}', '{"packages":[],"payWays":-1}'])(
  "what was not remembered so is not believed: %s",
  (text) => {
    expect(readShape(text)).toEqual(FIRST_VISIT);
  },
);
