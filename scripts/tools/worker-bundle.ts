import path from "node:path";
import { wranglerOrExplain } from "./wrangler.ts";

/** Where `bundleWorker` puts the script. */
export const scriptIn = (folder: string): string => path.join(folder, "index.js");

export interface WorkerBundle {
  /** The script of one file. */
  script: string;
  /** What wrangler said of it, its size too. */
  output: string;
}

/** Bundles a Worker into `folder` exactly as it is uploaded. Nothing is sent. */
export async function bundleWorker(
  config: string,
  folder: string,
  more: readonly string[] = [],
): Promise<WorkerBundle> {
  const output = await wranglerOrExplain("The Worker does not build.", [
    ...["deploy", "--dry-run", "--config", config, "--outdir", folder],
    ...more,
  ]);
  return { script: scriptIn(folder), output };
}
