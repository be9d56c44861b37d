import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { wranglerOrExplain } from "../../scripts/tools/wrangler.ts";
import { bundleProduct, productConfig } from "../tools/bundles.ts";
import { median } from "../tools/load.ts";
import { type BundlePart, bundleParts } from "./bundle.ts";

interface StartUp {
  rawKiB: number;
  gzipKiB: number;
  /** Samples of the start-up profile that are not idle, ms. */
  cpuMs: number;
}

/** The upload's size, and the CPU time of starting it by `wrangler check startup`. */
export async function startUp(profiles: number): Promise<{ whole: StartUp; parts: BundlePart[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), "entitlement-startup-"));
  try {
    const parts = await bundleParts(path.join(folder, "parts"));
    const script = await bundleProduct(path.join(folder, "worker"));
    const times: number[] = [];
    for (let turn = 0; turn < profiles; turn++) times.push(await profiledMs(folder, turn));
    const whole = {
      rawKiB: Buffer.byteLength(script) / 1024,
      gzipKiB: gzipSync(script).length / 1024,
      cpuMs: median(times),
    };
    return { whole, parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function profiledMs(folder: string, turn: number): Promise<number> {
  const file = path.join(folder, `${turn}.cpuprofile`);
  await wranglerOrExplain("The start-up could not be profiled.", [
    ...["check", "startup", "--outfile", file, "--config", productConfig()],
  ]);
  return busyMs(JSON.parse(await readFile(file, "utf8")) as Profile);
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples: number[];
  /** µs before each sample. */
  timeDeltas: number[];
}

function busyMs({ nodes, samples, timeDeltas }: Profile): number {
  const idle = new Set(
    nodes
      .filter(({ callFrame }) => ["(idle)", "(root)"].includes(callFrame.functionName))
      .map(({ id }) => id),
  );
  const micros = samples.map((node, at) => (idle.has(node) ? 0 : (timeDeltas[at] ?? 0)));
  return micros.reduce((sum, one) => sum + one, 0) / 1000;
}
