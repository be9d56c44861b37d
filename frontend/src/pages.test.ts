import { describe, expect, test } from "vitest";
import { PAGES } from "./pages.ts";
import { menuGroups, pageAt, selectableLinks } from "./shared/pages.ts";
import { PATHS } from "./shared/paths.ts";

describe("the route table", () => {
  test("puts the recharge centre first and the Coze centre after it, in one group; plans in another", () => {
    const groups = menuGroups(PAGES, () => false);
    expect(groups.map((group) => group.label)).toEqual([
      "common.label.personalRights",
      "common.label.accountAndSubscription",
    ]);
    expect(groups[1]?.entries.map((entry) => entry.path)).toEqual([
      PATHS.pricing,
      PATHS.subscription,
      PATHS.usage,
      PATHS.billing,
      PATHS.account,
    ]);
    expect(groups[0]?.entries.map((entry) => entry.path)).toEqual([
      PATHS.recharge,
      PATHS.coze,
      PATHS.credits,
      PATHS.records,
    ]);
  });

  test("hides only the Coze entry when that centre is closed", () => {
    const paths = menuGroups(PAGES, () => true).flatMap((group) =>
      group.entries.map(({ path }) => path),
    );
    expect(paths).toEqual([
      PATHS.recharge,
      PATHS.credits,
      PATHS.records,
      PATHS.pricing,
      PATHS.subscription,
      PATHS.usage,
      PATHS.billing,
      PATHS.account,
    ]);
  });

  test("offers for links exactly what its meta says", () => {
    expect(selectableLinks(PAGES).map(({ path }) => path)).toEqual([
      PATHS.home,
      PATHS.recharge,
      PATHS.coze,
      PATHS.credits,
      PATHS.records,
      PATHS.pricing,
      PATHS.subscription,
      PATHS.usage,
      PATHS.billing,
      PATHS.account,
    ]);
  });

  test("finds a page with or without the last slash, and one for every other address", () => {
    expect(pageAt(PAGES, PATHS.coze)?.path).toBe(PATHS.coze);
    expect(pageAt(PAGES, `${PATHS.coze}/`)?.path).toBe(PATHS.coze);
    expect(pageAt(PAGES, "/")?.path).toBe("/");
    expect(pageAt(PAGES, "/nowhere")?.path).toBe("*rest");
  });

  test("names each path once and gives each page a title", () => {
    const paths = PAGES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(PAGES.every(({ meta }) => meta.title.startsWith("menu."))).toBe(true);
  });
});
