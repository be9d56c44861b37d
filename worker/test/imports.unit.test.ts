import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** Imports go one way (DESIGN, section 2). A folder may use what stands in its row, itself, and the root's env.ts. */
const MAY_IMPORT: Record<string, string[]> = {
  "worker/domain": [],
  "worker/store": ["worker/domain"],
  "worker/payments": ["worker/domain"],
  "worker/objects": ["worker/domain", "worker/store", "worker/payments"],
  "worker/jobs": ["worker/domain", "worker/store", "worker/payments", "worker/objects"],
  "worker/http": [
    "worker/domain",
    "worker/store",
    "worker/payments",
    "worker/objects",
    "worker/jobs",
  ],
};

/** Where each library may be named. */
const LIBRARY_HOMES: Record<string, string> = {
  "drizzle-orm": "worker/store",
  hono: "worker/http",
  "cloudflare:workers": "worker/objects",
};

const root = join(import.meta.dirname, "../..");

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.includes("/testing/"),
    );
}

/** Specifiers of all import and export-from statements; `typeOnly` for `import type`. */
function imports(file: string): { from: string; typeOnly: boolean }[] {
  const text = readFileSync(join(root, file), "utf8");
  return [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gms),
  ].map((m) => ({
    from: m[2] ?? m[3] ?? "",
    typeOnly: m[1] !== undefined,
  }));
}

const target = (file: string, from: string) =>
  relative(root, normalize(join(root, dirname(file), from)));
const folderOf = (file: string) => file.split("/").slice(0, 2).join("/");

describe.each(Object.entries(MAY_IMPORT))("%s", (folder, allowed) => {
  test("imports only what lies below it", () => {
    const offences = sources(folder).flatMap((file) =>
      imports(file)
        .filter(({ from }) => from.startsWith("."))
        .map(({ from }) => target(file, from))
        .filter(
          (to) =>
            to !== "worker/env.ts" && folderOf(to) !== folder && !allowed.includes(folderOf(to)),
        )
        .map((to) => `${file} -> ${to}`),
    );
    expect(offences).toEqual([]);
  });
});

test.each(Object.entries(LIBRARY_HOMES))("%s is used in %s only", (library, home) => {
  const entry = ["worker/app.ts"];
  const strangers = sources("worker").filter(
    (file) =>
      !file.startsWith(home) &&
      !entry.includes(file) &&
      !file.startsWith("worker/test/") &&
      imports(file).some(({ from }) => from === library || from.startsWith(`${library}/`)),
  );
  expect(strangers).toEqual([]);
});

test("the page takes only types from the Worker", () => {
  const offences = sources("frontend/src").flatMap((file) =>
    imports(file)
      .filter(
        ({ from, typeOnly }) =>
          from.startsWith(".") && target(file, from).startsWith("worker/") && !typeOnly,
      )
      .map(({ from }) => `${file} -> ${from}`),
  );
  expect(offences).toEqual([]);
});
