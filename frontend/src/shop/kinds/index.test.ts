import { expect, test } from "vitest";
import { PAGES } from "../../pages.ts";
import { continuePath, KINDS, kindOf } from "./index.ts";

test("each kind is sold on a page of the menu, and on its own", () => {
  const paths = KINDS.map((kind) => kind.path);
  expect(new Set(paths).size).toBe(KINDS.length);
  for (const path of paths) expect(PAGES.find((page) => page.path === path)?.menu).toBeDefined();
});

test("a pending order is paid on in its own centre", () => {
  for (const kind of KINDS) {
    expect(kindOf(kind.from)).toBe(kind);
    expect(continuePath({ id: "EC1", from: kind.from })).toBe(`${kind.path}?order=EC1`);
  }
});
