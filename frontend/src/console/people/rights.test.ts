import { expect, test } from "vitest";
import { RIGHTS } from "../../../../worker/domain/operator/rights.ts";
import { ROLES_WITH } from "./rights.ts";

test("the page's table of who may do what is the Worker's", () => {
  expect(ROLES_WITH).toEqual(RIGHTS);
});
