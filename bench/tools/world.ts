import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateKeys, productVariables } from "../../sandbox/keys.ts";
import { type Child, startChild } from "../../scripts/tools/children.ts";
import { newSecret } from "../../scripts/tools/local-variables.ts";
import { inRoot } from "../../scripts/tools/paths.ts";
import { freePort } from "../../scripts/tools/ports.ts";
import { Explained } from "../../scripts/tools/steps.ts";
import { bundleModule, bundleProduct, productConfig } from "./bundles.ts";
import { type Mailbox, startMailbox } from "./mailbox.ts";
import type { OutsideSettings } from "./outside.ts";
import type { ProductReady, ProductSettings } from "./product.ts";

/** The product, the empty route beside it, and the outside world; three processes with this one. */
export interface World {
  productUrl: string;
  emptyUrl: string;
  sandboxUrl: string;
  /** Signs the sessions of the customers. */
  sessionSecret: string;
  /** Where workerd keeps its files. */
  stateFolder: string;
  workerdPid: number | null;
  /** Takes the gateways' notifications, so that a row can time when they arrive. */
  mailbox: Mailbox | null;
  sql<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
  kvPut(key: string, value: string): Promise<void>;
  kvDelete(key: string): Promise<void>;
  /** Pulls a lever of the outside world. */
  outside<T = unknown>(path: string, body?: unknown, method?: string): Promise<T>;
  stop(): Promise<void>;
}

/** How long each process may take to come up. */
const READY_WITHIN_MS = 60_000;

interface WorldOptions {
  /** Straight to the product, as a gateway sends them, or into the mailbox. */
  notifications: "product" | "mailbox";
  /** What stands before the product's bundle: a D1 that can be made to fail, or a clock that is set. */
  before?: "outage.mjs" | "year.mjs";
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { notifications, before = null } = options;
  const folder = await mkdtemp(path.join(tmpdir(), "entitlement-bench-"));
  const stateFolder = path.join(folder, "state");
  await mkdir(stateFolder);
  const [product, empty, outside] = [await freePort(), await freePort(), await freePort()];
  const productUrl = `http://localhost:${product}`;
  const sandboxUrl = `http://localhost:${outside}`;
  const mailbox = notifications === "mailbox" ? await startMailbox() : null;
  const appUrl = mailbox?.url ?? productUrl;
  const keys = await generateKeys();
  const sessionSecret = newSecret();

  const outsideSettings: OutsideSettings = { port: outside, keys, appUrl };
  const outsideChild = await startReady("outside.ts", folder, outsideSettings);
  const settings: ProductSettings = {
    script: await bundleProduct(path.join(folder, "worker")),
    config: productConfig(),
    before,
    emptyScript: await bundleModule(inRoot("bench/tools/empty.ts")),
    variables: {
      ...productVariables(keys, { appUrl, sandboxUrl }),
      SESSION_SECRETS: sessionSecret,
    },
    stateFolder,
    ports: { product, empty },
  };
  const productChild = await startReady<ProductReady>("product.ts", folder, settings);
  const control = `http://127.0.0.1:${productChild.ready.controlPort}`;
  const operate = (action: string, body: unknown) => postJson(control, action, body);

  return {
    productUrl,
    emptyUrl: `http://localhost:${empty}`,
    sandboxUrl,
    sessionSecret,
    stateFolder,
    workerdPid: productChild.ready.workerdPid,
    mailbox,
    sql: (sql) => operate("/sql", { sql }) as Promise<never[]>,
    kvPut: async (key, value) => void (await operate("/kv-put", { key, value })),
    kvDelete: async (key) => void (await operate("/kv-delete", { key })),
    outside: (where, body, method) => postJson(sandboxUrl, where, body, method) as Promise<never>,
    stop: async () => {
      await Promise.all([productChild.child.stop(), outsideChild.child.stop(), mailbox?.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function postJson(origin: string, where: string, body?: unknown, method = "POST") {
  const response = await fetch(new URL(where, origin), {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${where}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** Starts one of our child programs and waits for the line that says it is up. */
async function startReady<Ready>(
  program: string,
  folder: string,
  settings: unknown,
): Promise<{ child: Child; ready: Ready }> {
  const file = path.join(folder, `${program}.json`);
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Ready>();
  const child = startChild(inRoot("bench/tools", program), [file], {
    name: program,
    env: { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
    onLine: (line) => {
      lines.push(line);
      if (process.env.BENCH_VERBOSE) console.error(line);
      if (line.startsWith("{")) resolve(JSON.parse(line) as Ready);
    },
  });
  const failed = () => reject(new Explained(`${program} did not come up:\n${lines.join("\n")}`));
  const timer = setTimeout(failed, READY_WITHIN_MS);
  void child.exited.then(failed);
  try {
    return { child, ready: await promise };
  } finally {
    clearTimeout(timer);
  }
}
