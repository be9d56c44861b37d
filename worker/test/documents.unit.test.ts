import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Documents lead to places that exist: a renamed file takes its mentions along. */

const root = join(import.meta.dirname, "../..");
const DOCUMENTS = ["README.md", ...globSync("docs/**/*.md", { cwd: root }), "sandbox/README.md"];

/** `worker/a/b.ts`, also as a folder or with one `*`. What stands in braces or angle brackets is a pattern for readers. */
const PATH = /`((?:worker|frontend|sandbox|scripts|bench|migrations|docs)\/[^`\s{}<>]*)`/g;

/** Written by a command, and not kept in the repository. */
const MADE = ["bench/results/latest.json"];

const exists = (path: string): boolean =>
  MADE.includes(path) ||
  (path.includes("*") ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path)));

test.each(DOCUMENTS)("%s names only files that are there", (document) => {
  const named = [...readFileSync(join(root, document), "utf8").matchAll(PATH)].map(
    ([, path]) => path ?? "",
  );
  expect(named.filter((path) => !exists(path))).toEqual([]);
});
