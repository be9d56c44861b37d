import { readFile } from "node:fs/promises";
import { build } from "vite";
import { inRoot } from "../../scripts/tools/paths.ts";
import { bundleWorker } from "../../scripts/tools/worker-bundle.ts";

/** The product's configuration; BENCH_CONFIG names another state of the code, to compare it with this one. */
export const productConfig = (): string => process.env.BENCH_CONFIG ?? inRoot("wrangler.toml");

/** Bundles the product exactly as `npm run deploy` uploads it, and answers with its script. */
export async function bundleProduct(folder: string, more: string[] = []): Promise<string> {
  const { script } = await bundleWorker(productConfig(), folder, more);
  return readFile(script, "utf8");
}

/** A small Worker of the bench's own as one module. */
export async function bundleModule(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, formats: ["es"] },
      rollupOptions: { external: ["cloudflare:workers"] },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && "output" in first && first.output.find((part) => part.type === "chunk");
  if (!chunk) throw new Error(`nothing was built from ${entry}`);
  return chunk.code;
}
