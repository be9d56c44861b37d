import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const GATEWAYS = ["wechat", "alipay", "stripe"];

const root = join(import.meta.dirname, "..");

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("sandbox", name));

/** The files of the project that a file names, types included: a reader follows those as well. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [
    ...text.matchAll(/^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"/gms),
  ].map(([, named, awaited]) => relative(root, join(root, dirname(file), named ?? awaited ?? "")));
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

const edges = [...graph].flatMap(([from, all]) => all.map((to) => ({ from, to })));

/** The first way that leads from a file back to itself. */
function findCircle(): string[] | undefined {
  const done = new Set<string>();
  const follow = (file: string, above: string[]): string[] | undefined => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = follow(next, [...above, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = follow(file, []);
    if (circle) return circle;
  }
  return undefined;
}

test("the imports of all files are read", () => {
  expect(files.length).toBeGreaterThan(40);
  expect(edges).toContainEqual({ from: "sandbox/server.ts", to: "sandbox/wechat/routes.ts" });
  expect(edges).toContainEqual({ from: "sandbox/world.ts", to: "sandbox/trade-file.ts" });
});

test("no imports go round in a circle", () => {
  expect(findCircle()).toBeUndefined();
});

test("a gateway knows nothing of another one", () => {
  const gatewayOf = (file: string) => GATEWAYS.find((name) => file.startsWith(`sandbox/${name}/`));
  const offences = edges.filter(({ from, to }) => {
    const [own, other] = [gatewayOf(from), gatewayOf(to)];
    return own !== undefined && other !== undefined && own !== other;
  });
  expect(offences).toEqual([]);
});

test("the product takes no part in the outside world that judges it: nothing is imported from it", () => {
  expect(edges.filter(({ to }) => !to.startsWith("sandbox/"))).toEqual([]);
});
