import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot, root } from "./paths.ts";

const FOLDERS = ["scripts", "bench", "bench/tools", "sandbox"];

/** Files that begin their work while they are still being read. */
const entries = FOLDERS.flatMap((folder) =>
  readdirSync(inRoot(folder)).map((name) => `${folder}/${name}`),
).filter((file) => /(?<!\.test|\.d)\.ts$/.test(file) && workBegins(file) >= 0);

test("the commands are among them", () => {
  expect(entries).toEqual(
    expect.arrayContaining(["scripts/start.ts", "scripts/refund.ts", "sandbox/main.ts"]),
  );
});

test.each(entries)(
  "%s defines no function as a value below the line where its work begins",
  (file) => {
    const late = linesOf(file)
      .slice(workBegins(file))
      .filter((line) => /^(export )?(class |const \w+ = (async )?(\(|\w+ =>|function))/.test(line));
    expect(
      late,
      "a function declaration is known in the whole file, a value only below its line",
    ).toEqual([]);
  },
);

function workBegins(file: string): number {
  return linesOf(file).findIndex((line) => /^(try \{|await |const .*= await )/.test(line));
}

function linesOf(file: string): string[] {
  return readFileSync(`${root}/${file}`, "utf8").split("\n");
}
