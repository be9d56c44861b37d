import { expect, test } from "vitest";
import { readShape, shapeOf } from "./centerShape.ts";

const FIRST_VISIT = readShape(null);

test("a centre's shape survives being remembered", () => {
  const shape = shapeOf([2, 1], 2);
  expect(shape).toEqual({ items: [2, 1], payWays: 2 });
  expect(readShape(JSON.stringify(shape))).toEqual(shape);
});

test("a centre of any size has a shape that is read back", () => {
  const shape = shapeOf(Array(40).fill(40), 40);
  expect(readShape(JSON.stringify(shape))).toEqual(shape);
});

test.each(["", "null", "{}", '{"items":[1e9],"payWays":2}', '{"items":[],"payWays":-1}'])(
  "what was not remembered so is not believed: %s",
  (text) => {
    expect(readShape(text)).toEqual(FIRST_VISIT);
  },
);
