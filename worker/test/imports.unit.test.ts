import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

/**
 * Imports in the Worker go one way (docs/decisions/0012-structure.md): a folder may use those named beside it and
 * itself. env.ts, the whole of what wrangler hands over, is put together from what each part declares, so only what
 * stands above may use it.
 */
const BASE = ["domain", "config"];
const PARTS = ["store", "payments", "billing", "documents", "durable"];
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  config: ["domain"],
  ...Object.fromEntries(PARTS.map((part) => [part, BASE])),
  // One way to speak to Stripe (payments/stripe/package.ts), and one set of variables for it.
  billing: [...BASE, "payments"],
  objects: [...BASE, ...PARTS],
  "env.ts": ["store", "objects", "http"],
  actions: [...BASE, ...PARTS, "objects", "env.ts"],
  http: [...BASE, ...PARTS, "objects", "env.ts", "actions"],
  jobs: [...BASE, ...PARTS, "objects", "env.ts", "actions"],
  "app.ts": ["http"],
  "index.ts": ["app.ts", "env.ts", "objects", "jobs"],
};

/** Where each library may be named. */
const LIBRARY_HOMES: Record<string, string[]> = {
  "drizzle-orm": ["store"],
  hono: ["http", "app.ts"],
  "@hono/standard-validator": ["http"],
  "cloudflare:workers": ["objects", "durable"],
};

const root = join(import.meta.dirname, "../..");

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.includes("/testing/"),
    );
}

/** The Worker's own, without tests and what they share. */
const worker = sources("worker").filter((file) => !file.startsWith("worker/test/"));

interface Import {
  from: string;
  typeOnly: boolean;
  /** Loaded when the code around it runs. */
  dynamic: boolean;
}

const STATEMENT =
  /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|(?<![\w.])import\(\s*"([^"]+)"/gms;

/** Specifiers of all import and export-from statements and of dynamic imports; `typeOnly` for `import type`. */
function imports(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(STATEMENT)].map((found) => ({
    from: found[2] ?? found[3] ?? found[4] ?? "",
    typeOnly: found[1] !== undefined,
    dynamic: found[4] !== undefined,
  }));
}

const target = (file: string, from: string) =>
  relative(root, normalize(join(root, dirname(file), from)));

/** The files of the repository that a file imports. */
const targets = (file: string): string[] =>
  imports(file)
    .filter(({ from }) => from.startsWith("."))
    .map(({ from }) => target(file, from));

/** `http` of worker/http/core/limits.ts, `app.ts` of worker/app.ts. */
const partOf = (file: string): string => file.split("/")[1] ?? "";

const offences = (files: string[], isAllowed: (file: string, to: string) => boolean): string[] =>
  files.flatMap((file) =>
    targets(file)
      .filter((to) => !isAllowed(file, to))
      .map((to) => `${file} -> ${to}`),
  );

test("every part of the Worker has its place in the order", () => {
  const parts = new Set(worker.map(partOf));
  expect([...parts].filter((part) => !(part in MAY_IMPORT))).toEqual([]);
});

describe.each(Object.entries(MAY_IMPORT))("worker/%s", (part, allowed) => {
  test("imports only what lies below it", () => {
    const files = worker.filter((file) => partOf(file) === part);
    const isAllowed = (_: string, to: string) =>
      to.startsWith("worker/") && [part, ...allowed].includes(partOf(to));
    expect(offences(files, isAllowed)).toEqual([]);
  });
});

/** `coze` of worker/http/areas/coze/routes.ts. */
const areaOf = (file: string): string | undefined =>
  /^worker\/http\/areas\/([^/]+)\//.exec(file)?.[1];

test("an area of http imports core and itself, never another area", () => {
  const files = worker.filter((file) => areaOf(file) !== undefined);
  expect(files.length).toBeGreaterThan(0);
  const isAllowed = (file: string, to: string) =>
    !to.startsWith("worker/http/") ||
    to.startsWith("worker/http/core/") ||
    areaOf(to) === areaOf(file);
  expect(offences(files, isAllowed)).toEqual([]);
});

test("the core of http imports no area", () => {
  const files = worker.filter((file) => file.startsWith("worker/http/core/"));
  const isAllowed = (_: string, to: string) =>
    !to.startsWith("worker/http/") || to.startsWith("worker/http/core/");
  expect(offences(files, isAllowed)).toEqual([]);
});

test.each(Object.entries(LIBRARY_HOMES))("%s is used in %s only", (library, homes) => {
  const strangers = worker.filter(
    (file) =>
      !homes.includes(partOf(file)) &&
      imports(file).some(({ from }) => from === library || from.startsWith(`${library}/`)),
  );
  expect(strangers).toEqual([]);
});

test("no file of the Worker imports itself by way of others, types included", () => {
  const graph = new Map(worker.map((file) => [file, targets(file)]));
  expect(circlesIn(graph)).toEqual([]);
});

test("a circle of imports is found", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["c", ["a"]],
    ["d", []],
  ]);
  expect(circlesIn(graph)).toEqual(["a -> b -> c -> a"]);
});

/** What an evaluation of these files evaluates. */
function evaluatedWith(...entries: string[]): Set<string> {
  const found = new Set<string>();
  const follow = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { from, typeOnly, dynamic } of imports(file))
      if (from.startsWith(".") && !typeOnly && !dynamic) follow(target(file, from));
  };
  entries.forEach(follow);
  return found;
}

test("the document's examples wait until they are asked for, and share next to nothing with a start-up", () => {
  const examples = evaluatedWith("worker/http/document-examples.ts");
  const atStart = evaluatedWith("worker/index.ts");
  expect(examples.size).toBeGreaterThan(30);
  expect(atStart).toContain("worker/http/areas/console/orders/schemas.ts");
  expect([...examples].filter((file) => atStart.has(file))).toEqual(["worker/domain/cursor.ts"]);
});

test("every import of the Worker leads to a file", () => {
  expect(offences(worker, (_, to) => existsSync(join(root, to)))).toEqual([]);
});

/** One circle for each edge that leads back to a file on the way there. */
function circlesIn(graph: Map<string, string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(" -> "));
    if (at >= 0 || done.has(file)) return;
    for (const to of graph.get(file) ?? []) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}

/** Data and rules that the page needs at run time, too. They import nothing, so nothing of the Worker comes with them. */
const SHARED_WITH_THE_PAGE = [
  "worker/domain/operator-html.ts",
  "worker/domain/invoice/tax-id.ts",
  "worker/domain/key-scopes.ts",
];

test("the page takes only types from the Worker, and plain data", () => {
  const found = sources("frontend/src").flatMap((file) =>
    imports(file)
      .filter(
        ({ from, typeOnly }) =>
          from.startsWith(".") &&
          target(file, from).startsWith("worker/") &&
          !typeOnly &&
          !SHARED_WITH_THE_PAGE.includes(target(file, from)),
      )
      .map(({ from }) => `${file} -> ${from}`),
  );
  expect(found).toEqual([]);
  expect(SHARED_WITH_THE_PAGE.flatMap((file) => imports(file))).toEqual([]);
});

test("Stripe's package is loaded by the one call that needs it, never with the Worker", () => {
  const named = worker.flatMap((file) =>
    imports(file)
      .filter(({ from, typeOnly }) => from === "stripe" && !typeOnly)
      .map(({ dynamic }) => ({ file, dynamic })),
  );
  expect(named).toEqual([{ file: "worker/payments/stripe/package.ts", dynamic: true }]);
});

test("what writes PDFs is reached by import() alone: no other request loads 400 KB for it", () => {
  const named = worker.filter((file) =>
    imports(file).some(({ from }) =>
      /^@cantoo\/pdf-lib$|^fontkit$|\/documents\/pdf\.ts$/.test(from),
    ),
  );
  expect(named).toEqual(["worker/actions/showInvoice.ts", "worker/documents/pdf.ts"]);
  const show = readFileSync(join(root, "worker/actions/showInvoice.ts"), "utf8");
  expect(show).not.toMatch(/^import .*documents\/pdf\.ts/m);
});
