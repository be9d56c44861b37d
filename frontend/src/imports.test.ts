import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** Each stands by itself: what two of them need is in shared/. */
const SYSTEMS = ["src/site", "src/shop", "src/portal", "src/console", "src/embed"];
const BELOW_ALL = ["src/shared", "src/i18n"];

const STATEMENT =
  /^(?:import|export)\s[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

/** Every module of the page and what it imports from beside it: types and what is loaded later, too. */
const GRAPH: ReadonlyMap<string, string[]> = new Map(
  readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => [`src/${name.replaceAll("\\", "/")}`, importsOf(join(ROOT, "src", name))]),
);

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(STATEMENT)]
    .map((found) => found[1] ?? found[2] ?? found[3] ?? "")
    .filter((from) => from.startsWith("."))
    .map((from) => relative(ROOT, join(dirname(file), from)).replaceAll("\\", "/"));
}

const isIn = (folders: readonly string[], file: string): boolean =>
  folders.some((folder) => file.startsWith(`${folder}/`));

/** Imports from these folders to those, as "file -> file". */
const importsBetween = (from: readonly string[], isForbidden: (to: string) => boolean): string[] =>
  [...GRAPH]
    .filter(([file]) => isIn(from, file))
    .flatMap(([file, to]) => to.filter(isForbidden).map((one) => `${file} -> ${one}`));

test("the modules and their imports are found", () => {
  expect(GRAPH.size).toBeGreaterThan(100);
  expect(GRAPH.get("src/main.tsx")).toContain("src/shared/styles/index.css");
  expect(GRAPH.get("src/shop/pages.ts")).toContain("src/shop/pages/records.tsx");
});

test("shared imports only what is shared", () => {
  const isOfPage = (to: string) => to.startsWith("src/") && !isIn(BELOW_ALL, to);
  expect(importsBetween(BELOW_ALL, isOfPage)).toEqual([]);
});

test.each(SYSTEMS)("%s imports itself and what is shared", (system) => {
  const isElsewhere = (to: string) => to.startsWith("src/") && !isIn([system, ...BELOW_ALL], to);
  expect(importsBetween([system], isElsewhere)).toEqual([]);
});

test("no imports lead in a circle", () => {
  expect(firstCircle(GRAPH)).toEqual([]);
});

test("a circle would be found", () => {
  const circle = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(firstCircle(circle)).toEqual(["b", "c", "b"]);
});

/** The files of one circle in the order of their imports; none where there is no circle. */
function firstCircle(graph: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>();
  const search = (file: string, path: string[]): string[] => {
    const before = path.indexOf(file);
    if (before >= 0) return [...path.slice(before), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const circle = search(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const circle = search(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
