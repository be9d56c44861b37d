import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { inRoot } from "../../scripts/tools/paths.ts";
import { bundleProduct } from "../tools/bundles.ts";

/** One part of the upload: our own code by layer, packages by name. */
export interface BundlePart {
  part: string;
  rawKiB: number;
  /** Its share of the whole bundle's gzip by its length: parts are not compressed one by one. */
  gzipKiB: number;
  /** What of it is evaluated before the first request; the rest when somebody needs it. */
  atStartKiB: number;
}

/** Parts below this are added up as one. */
const SHOWN_KIB_MIN = 8;

interface Metafile {
  inputs: Record<string, { imports: { path: string; kind: string }[] }>;
  outputs: Record<
    string,
    { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }
  >;
}

/** What the upload is made of, and what of it a first request waits for. */
export async function bundleParts(folder: string): Promise<BundlePart[]> {
  const metafile = path.join(folder, "meta.json");
  const script = await bundleProduct(folder, ["--metafile", metafile]);
  const meta = JSON.parse(await readFile(metafile, "utf8")) as Metafile;
  const output = Object.values(meta.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!output?.entryPoint) throw new Error("the bundle has no entry");
  const atStart = evaluatedWith(output.entryPoint, meta);
  const share = gzipSync(script).length / Buffer.byteLength(script);
  const parts = new Map<string, BundlePart>();
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const part = partOf(file);
    const sum = parts.get(part) ?? { part, rawKiB: 0, gzipKiB: 0, atStartKiB: 0 };
    const kib = bytesInOutput / 1024;
    parts.set(part, {
      part,
      rawKiB: sum.rawKiB + kib,
      gzipKiB: sum.gzipKiB + kib * share,
      atStartKiB: sum.atStartKiB + (atStart.has(file) ? kib : 0),
    });
  }
  return shown([...parts.values()]);
}

/** The modules that are evaluated with the entry: what it imports, and they, without what `import()` fetches later. */
function evaluatedWith(entry: string, { inputs }: Metafile): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { path: imported, kind } of inputs[file]?.imports ?? [])
      if (kind !== "dynamic-import") waiting.push(imported);
  }
  return found;
}

function partOf(file: string): string {
  const packages = file.split("node_modules/");
  const [first = "", second = ""] = (packages.at(-1) ?? "").split("/");
  if (packages.length > 1) return first.startsWith("@") ? `${first}/${second}` : first;
  const own = path.relative(inRoot(), path.resolve(inRoot(), file)).split(path.sep);
  return own.slice(0, -1).slice(0, 2).join("/") || "worker";
}

function shown(parts: BundlePart[]): BundlePart[] {
  const large = parts.filter(({ rawKiB }) => rawKiB >= SHOWN_KIB_MIN);
  const small = parts.filter(({ rawKiB }) => rawKiB < SHOWN_KIB_MIN);
  const sum = (part: string, all: BundlePart[]): BundlePart => ({
    part,
    rawKiB: all.reduce((total, each) => total + each.rawKiB, 0),
    gzipKiB: all.reduce((total, each) => total + each.gzipKiB, 0),
    atStartKiB: all.reduce((total, each) => total + each.atStartKiB, 0),
  });
  return [
    ...large.sort((a, b) => b.rawKiB - a.rawKiB),
    sum(`${small.length} smaller parts`, small),
    sum("all", parts),
  ];
}
