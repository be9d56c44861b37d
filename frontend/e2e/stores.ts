import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { inRoot } from "../../scripts/tools/paths.ts";

/** D1, KV and R2 of a running product, as an operator's wrangler reaches them from a process of its own. */
export interface Stores {
  /** Runs one statement and answers with its rows. */
  d1<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
  kvPut(key: string, value: string | ArrayBuffer): Promise<void>;
  kvDelete(key: string): Promise<void>;
  archivePut(key: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the data below `stateDir` beside the product. Stays open: a wrangler of its own for every statement would be most
 * of what the browser tests take.
 */
export async function openStores(stateDir: string): Promise<Stores> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(inRoot("wrangler.toml"));
  const { compatibilityDate, kvNamespaces, d1Databases, r2Buckets } = workerOptions as Record<
    string,
    never
  >;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: path.join(stateDir, "v3"),
      workers: [
        {
          name: "stores",
          modules: true,
          script: "export default {}",
          compatibilityDate,
          kvNamespaces,
          d1Databases,
          r2Buckets,
        },
      ],
    }),
  );
  const db = await miniflare.getD1Database("DB");
  const kv = await miniflare.getKVNamespace("CONFIG");
  const archive = await miniflare.getR2Bucket("ARCHIVE");
  return {
    d1: async <Row>(sql: string) => (await db.prepare(sql).all<Row>()).results,
    kvPut: (key, value) => kv.put(key, value),
    kvDelete: (key) => kv.delete(key),
    archivePut: async (key, text) => void (await archive.put(key, text)),
    close: () => miniflare.dispose(),
  };
}
