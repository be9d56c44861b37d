/**
 * A process of its own: workerd with the product's built bundle and, beside it, the empty route. Loads come in through
 * sockets of workerd's own, past Miniflare's entry worker, and both Workers are reached the same way.
 */
import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";
import { inRoot } from "../../scripts/tools/paths.ts";

/** What the parent writes into the file that the first argument names. */
export interface ProductSettings {
  /** The product's wrangler.toml. */
  config: string;
  script: string;
  emptyScript: string;
  /** A module of this folder that stands before the product's bundle. */
  before: string | null;
  variables: Record<string, string>;
  stateFolder: string;
  ports: { product: number; empty: number };
}

/** One line on standard output when everything is up. */
export interface ProductReady {
  controlPort: number;
  workerdPid: number | null;
}

const moduleOf = async (name: string) => ({
  type: "ESModule" as const,
  path: `/${name}`,
  contents: await readFile(inRoot("bench/tools", name), "utf8"),
});

const HOST = "127.0.0.1";

const settings = JSON.parse(await readFile(process.argv[2] ?? "", "utf8")) as ProductSettings;
/** Names inside workerd; nothing is read from these places. */
const productModule = {
  type: "ESModule" as const,
  path: "/product.mjs",
  contents: settings.script,
};
const { workerOptions } = unstable_getMiniflareWorkerOptions(settings.config);
const {
  compatibilityDate,
  compatibilityFlags,
  kvNamespaces,
  r2Buckets,
  d1Databases,
  durableObjects,
} = workerOptions as Record<string, never>;

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    resourcePersistencePath: settings.stateFolder,
    workers: [
      {
        name: "product",
        modulesRoot: "/",
        modules: settings.before
          ? [await moduleOf(settings.before), productModule]
          : [productModule],
        compatibilityDate,
        compatibilityFlags,
        kvNamespaces,
        r2Buckets,
        d1Databases,
        durableObjects,
        ratelimits: limiters(workerOptions.ratelimits as Record<string, Limiter> | undefined),
        bindings: settings.variables,
        // Loads come from many addresses, which they name themselves.
        stripCfConnectingIp: false,
        unsafeDirectSockets: [{ host: HOST, port: settings.ports.product }],
      },
      {
        name: "empty",
        modules: true,
        script: settings.emptyScript,
        compatibilityDate,
        durableObjects: { OBJECTS: { className: "Reference", useSQLite: true } },
        unsafeDirectSockets: [{ host: HOST, port: settings.ports.empty }],
      },
    ],
  }),
);

await miniflare.ready;
await migrate();

const server = createServer(async (request, response) => {
  try {
    const answer = await control(request.url ?? "", await bodyOf(request));
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer ?? null));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, HOST, () => {
  const { port } = server.address() as AddressInfo;
  const ready: ProductReady = { controlPort: port, workerdPid: workerdPid() };
  console.log(JSON.stringify(ready));
});

interface Limiter {
  namespace_id: string;
  simple: { limit: number; period?: 10 | 60 };
}

/** The rate limits stay as they are deployed. */
function limiters(all: Record<string, Limiter> | undefined) {
  return Object.fromEntries(
    Object.entries(all ?? {}).map(([name, { namespace_id, simple }]) => [
      name,
      { namespace_id, simple },
    ]),
  );
}

async function migrate(): Promise<void> {
  const db = await miniflare.getD1Database("DB", "product");
  const folder = path.join(path.dirname(settings.config), "migrations");
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort())
    for (const statement of unstable_splitSqlQuery(await readFile(path.join(folder, file), "utf8")))
      await db.prepare(statement).run();
}

/** What an operator does with wrangler. */
async function control(
  action: string,
  body: { sql?: string; key?: string; value?: string },
): Promise<unknown> {
  if (action === "/sql") {
    const db = await miniflare.getD1Database("DB", "product");
    const statements = unstable_splitSqlQuery(body.sql ?? "");
    const answers = await db.batch(statements.map((statement) => db.prepare(statement)));
    return answers.at(-1)?.results ?? [];
  }
  const kv = await miniflare.getKVNamespace("CONFIG", "product");
  if (action === "/kv-put") return kv.put(body.key ?? "", body.value ?? "");
  if (action === "/kv-delete") return kv.delete(body.key ?? "");
  throw new Error(`there is no action ${action}`);
}

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
}

/** workerd is this process's own child; its CPU time is what a load costs. */
function workerdPid(): number | null {
  try {
    const listed = execFileSync("ps", ["-o", "pid=,ppid=,comm=", "-e"], { encoding: "utf8" });
    for (const line of listed.split("\n")) {
      const [pid, parent, name] = line.trim().split(/\s+/);
      if (Number(parent) === process.pid && name?.includes("workerd")) return Number(pid);
    }
  } catch {
    // A machine without ps: the CPU share is not shown.
  }
  return null;
}
