import { expect, test } from "vitest";
import { withAbsolutePaths, withBundle } from "./pages-dev.ts";

test("every relative place of a configuration becomes absolute, and nothing else changes", () => {
  const toml = `name = "centre"
main = "worker/index.ts"
[[d1_databases]]
migrations_dir = "migrations"
database_name = "centre"
[alias]
"zod/v4/core" = "./worker/no-zod.ts"
`;
  expect(withAbsolutePaths(toml, "/repo")).toBe(`name = "centre"
main = "/repo/worker/index.ts"
[[d1_databases]]
migrations_dir = "/repo/migrations"
database_name = "centre"
[alias]
"zod/v4/core" = "/repo/worker/no-zod.ts"
`);
});

test("a Worker that was bundled before takes the place of its sources, and is not minified again", () => {
  const toml = `name = "centre"
main = "/repo/worker/index.ts"
minify = true
[alias]
main = "kept"
`;
  expect(withBundle(toml, "/bundle/index.js")).toBe(`name = "centre"
main = "/bundle/index.js"
[alias]
main = "kept"
`);
});
