import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadOrCreateKeys } from "../../sandbox/keys.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { CATALOG_QUERY, type CatalogRow } from "../../scripts/tools/catalog-command.ts";
import { pushCatalog } from "../../scripts/tools/catalog-push.ts";
import { newSecret } from "../../scripts/tools/local-variables.ts";
import { type PagesDev, startPagesDev, writeWorkerConfig } from "../../scripts/tools/pages-dev.ts";
import { inRoot } from "../../scripts/tools/paths.ts";
import { freePort } from "../../scripts/tools/ports.ts";
import { sandboxVariables } from "../../scripts/tools/sandbox.ts";
import { applyMigrations, seedCatalog } from "../../scripts/tools/stores.ts";
import { bundleWorker, scriptIn } from "../../scripts/tools/worker-bundle.ts";
import { readAccess } from "../../worker/payments/stripe/config.ts";
import { MEMORY_MS } from "../../worker/store/settings.ts";
import { openStores } from "./stores.ts";

/** The whole product and the outside world, on ports, data and keys of its own. */
export interface Stack {
  appUrl: string;
  sandboxUrl: string;
  /** Where a host's page would be, on another site, that may frame the portal: nothing runs there yet. */
  hostUrl: string;
  /** Signs sessions, so that a test has a customer of its own without the three people of the sandbox. */
  sessionSecret: string;
  /** Afterwards the running Worker sees it: its memory of KV is over. */
  kvPut(key: string, value: string | ArrayBuffer): Promise<void>;
  kvDelete(key: string): Promise<void>;
  /** Runs one SQL statement in the Worker's database and answers with its rows. */
  d1<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
  /** A file of the archive. */
  archivePut(key: string, text: string): Promise<void>;
  /** Products and prices at Stripe as the catalog sells them, as `npm run catalog -- push` makes them. */
  pushCatalog(): Promise<void>;
  /** Kills the Worker without a warning and starts it again on the same data. The sandbox goes on. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const DIRECTORY_PREFIX = "entitlement-stack-";

/** Removes what interrupted runs left in the temporary directory: their keys and data serve nobody. */
export async function removeAbandonedStacks(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner =
      name.startsWith(DIRECTORY_PREFIX) && name.slice(DIRECTORY_PREFIX.length).split("-")[0];
    if (!owner || isRunning(Number(owner))) continue;
    await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Names the directory that `prepareStacks` has filled; Playwright's workers inherit it. */
const PREPARED = "E2E_PREPARED";

const statesIn = (directory: string) => path.join(directory, "state");
const bundleIn = (directory: string) => path.join(directory, "worker");

/**
 * Fills the stores and bundles the Worker once for all stacks: each would run wrangler twice, bundle the Worker's sources at each
 * start and watch them. Answers how to end it.
 */
export async function prepareStacks(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), `${DIRECTORY_PREFIX}${process.pid}-`));
  await Promise.all([
    makeStores(statesIn(directory)),
    bundleWorker(inRoot("wrangler.toml"), bundleIn(directory)),
  ]);
  process.env[PREPARED] = directory;
  return async () => {
    delete process.env[PREPARED];
    await rm(directory, { recursive: true, force: true });
  };
}

async function makeStores(stateDir: string): Promise<void> {
  await applyMigrations(stateDir);
  await seedCatalog(stateDir);
}

/** `extra` goes to the Worker beside its usual variables. */
export async function startStack(extra: Record<string, string> = {}): Promise<Stack> {
  const directory = await mkdtemp(path.join(tmpdir(), `${DIRECTORY_PREFIX}${process.pid}-`));
  const stateDir = statesIn(directory);
  const port = await freePort();
  const appUrl = `http://localhost:${port}`;
  const hostUrl = `http://127.0.0.1:${await freePort()}`;
  const keys = await loadOrCreateKeys(directory);
  const sandbox = await startSandbox({ port: 0, keys, appUrl });
  const variables = await sandboxVariables(directory, { appUrl, sandboxUrl: sandbox.url });
  const sessionSecret = newSecret();
  const prepared = process.env[PREPARED];
  const workerConfig = await writeWorkerConfig(
    directory,
    { ...variables, SESSION_SECRETS: sessionSecret, EMBED_ORIGINS: hostUrl, ...extra },
    prepared && scriptIn(bundleIn(prepared)),
  );
  await (prepared ? cp(statesIn(prepared), stateDir, { recursive: true }) : makeStores(stateDir));

  const start = () => startWorker({ port, stateDir, workerConfig, directory });
  let pages = await start();
  const stores = await openStores(stateDir);

  return {
    appUrl,
    sandboxUrl: sandbox.url,
    hostUrl,
    sessionSecret,
    kvPut: async (key, value) => {
      await stores.kvPut(key, value);
      await sleep(MEMORY_MS);
    },
    kvDelete: async (key) => {
      await stores.kvDelete(key);
      await sleep(MEMORY_MS);
    },
    d1: stores.d1,
    archivePut: stores.archivePut,
    pushCatalog: async () => {
      const access = readAccess(variables);
      if (!access.ok) throw new Error(access.error.how);
      await pushCatalog(access.value, await stores.d1<CatalogRow>(CATALOG_QUERY));
    },
    restart: async () => {
      await pages.child.kill();
      pages = await start();
    },
    stop: async () => {
      await Promise.all([pages.child.stop(), sandbox.close(), stores.close()]);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface WorkerPlace {
  port: number;
  stateDir: string;
  workerConfig: string;
  directory: string;
}

async function startWorker(place: WorkerPlace): Promise<PagesDev> {
  const pages = startPagesDev({
    port: place.port,
    stateDir: place.stateDir,
    workerConfig: place.workerConfig,
    registryDir: path.join(place.directory, "registry"),
    logFile: inRoot(".cache/e2e", `worker-${place.port}.log`),
  });
  await pages.ready();
  return pages;
}
