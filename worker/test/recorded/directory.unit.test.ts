import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { refusalToRecord } from "./directory.ts";

const RECORDED = globSync("*/cast.json", { cwd: import.meta.dirname }).map((file) =>
  file.replace("/cast.json", ""),
);

test("no recording is written over: the refusal says what to do instead", () => {
  expect(RECORDED).toContain("2026-11-plans");
  for (const name of RECORDED)
    expect(refusalToRecord(`./${name}`, RECORDED)).toMatch(
      /is recorded already.*Set DIRECTORY in record\.ts to one that does not exist yet/,
    );
});

test("what is new is recorded", () => {
  expect(refusalToRecord("./2099-01-what-is-new", RECORDED)).toBeNull();
});

test("every recording has its row in the README", () => {
  const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
  expect(RECORDED.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});
