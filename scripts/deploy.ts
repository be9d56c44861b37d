/** `npm run deploy`: Worker, stores and page to Cloudflare, step by step. `-- --dry-run` needs no account and no network. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { stopChildren } from "./tools/children.ts";
import {
  configurationFaults,
  isPlaceholder,
  listsBucket,
  type PagesConfig,
  pageAddresses,
  parseJsonIn,
  REQUIRED,
  readPagesConfig,
  readWorkerConfig,
  reportSecrets,
  secretCommand,
  type WorkerConfig,
  withIds,
} from "./tools/deploy-plan.ts";
import { putFonts } from "./tools/fonts.ts";
import { buildDeployedPage, DEPLOYED_DIR } from "./tools/page-build.ts";
import { inRoot } from "./tools/paths.ts";
import { Explained, reportFailure, step } from "./tools/steps.ts";
import { isStopping, onStop } from "./tools/stopping.ts";
import { bundleWorker } from "./tools/worker-bundle.ts";
import { wrangler, wranglerOrExplain } from "./tools/wrangler.ts";

const workerFile = inRoot("wrangler.toml");
const outDir = inRoot(".cache/deploy");
const frontend = inRoot("frontend");

interface Configs {
  worker: WorkerConfig;
  pages: PagesConfig;
}

onStop(stopChildren, { codeOnSignal: 130 });

try {
  const dry = readArguments(process.argv.slice(2));
  const configs = await step("Configuration", checkConfiguration);
  await (dry ? rehearse(configs) : deploy(configs));
  process.exit(0);
} catch (error) {
  if (isStopping()) await new Promise(() => {});
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

function readArguments(args: string[]): boolean {
  const unknown = args.find((argument) => argument !== "--dry-run");
  if (unknown)
    throw new Explained(`There is no option ${unknown}. Try: npm run deploy -- --dry-run`);
  return args.length > 0;
}

async function checkConfiguration(): Promise<Configs> {
  const worker = readWorkerConfig(await readFile(workerFile, "utf8"));
  const pages = readPagesConfig(await readFile(path.join(frontend, "wrangler.toml"), "utf8"));
  const faults = configurationFaults(worker, pages);
  if (faults.length > 0) throw new Explained(faults.join("\n"));
  return { worker, pages };
}

/** Everything that can go wrong on this machine goes wrong here. */
async function rehearse({ worker, pages }: Configs): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const upload = await step("Worker bundle", sizeOfWorker);
  await step("Page", () => buildDeployedPage(pageAddresses(pages.name)));
  const pageSize = await sizeOf(DEPLOYED_DIR);
  await step("Pages Function", compileFunctions);
  const functionSize = await sizeOf(path.join(outDir, "functions"));
  const migrations = await step("Migrations", listMigrations);
  const stores = [
    [`D1 ${worker.databaseName}`, worker.databaseId],
    ["KV CONFIG", worker.configId],
  ].map(([name = "", id = ""]) => (isPlaceholder(id) ? `create ${name}` : `use ${name} ${id}`));
  if (worker.bucketName) stores.push(`R2 ${worker.bucketName}, created where it is missing`);
  console.log(`
Plan (dry run: nothing was sent)
  1. ${stores.join(", ")}
  2. Apply the migrations: ${migrations.join(", ")}
  3. Check the secrets ${REQUIRED.join(", ")} and those of each gateway
  4. Put the fonts of invoices into KV, where they are missing
  5. Deploy the Worker "${worker.name}": ${upload}
  6. Deploy the page "${pages.name}": ${kibibytes(pageSize)} of files, Function of ${kibibytes(functionSize)}
`);
}

async function sizeOfWorker(): Promise<string> {
  const { output } = await bundleWorker(workerFile, path.join(outDir, "worker"));
  return /Total Upload: (.*)/.exec(output)?.[1]?.trim() ?? "size unknown";
}

async function compileFunctions(): Promise<void> {
  await wranglerOrExplain(
    "The Pages Function does not compile.",
    ["pages", "functions", "build", "functions", "--outdir", path.join(outDir, "functions")],
    { cwd: frontend },
  );
}

async function listMigrations(): Promise<string[]> {
  const files = (await readdir(inRoot("migrations"))).filter((file) => file.endsWith(".sql"));
  if (files.length === 0)
    throw new Explained("migrations/ holds no .sql file: the Worker would have no tables.");
  return files.sort();
}

async function deploy(configs: Configs): Promise<void> {
  await step("Cloudflare account", requireAccount);
  const worker = await createStores(configs.worker);
  await step("Database migrations", () =>
    wranglerOrExplain("The migrations could not be applied; nothing else was changed.", [
      ...["d1", "migrations", "apply", "DB", "--remote"],
    ]).then(() => undefined),
  );
  const absent = await step("Secrets", () => requireSecrets(worker));
  await step("Fonts of invoices", async () => {
    await putFonts("remote");
  });
  const workerUrl = await step("Worker", deployWorker);
  const domains = await step("Pages project", () => requirePagesProject(configs.pages.name));
  await step("Page", () => buildDeployedPage(pageAddresses(configs.pages.name, domains)));
  const deployment = await step("Pages", deployPages);
  console.log(`
  Page        https://${configs.pages.name}.pages.dev (this deployment: ${deployment})
  Worker      ${workerUrl}
  PUBLIC_BASE_URL must be the address that your customers open; gateways send their notifications there.`);
  for (const gateway of absent)
    console.log(
      `  ${gateway} is not set up: switch its pay way off (docs/storage-schema.md, payway_…_status).`,
    );
}

async function requireAccount(): Promise<void> {
  const { code, output } = await wrangler(["whoami"]);
  if (code === 0 && !/not authenticated/i.test(output)) return;
  throw new Explained(
    "You are not signed in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN (and " +
      "CLOUDFLARE_ACCOUNT_ID when the token reaches several accounts). Without an account: npm run deploy -- --dry-run",
  );
}

/** Creates what wrangler.toml still names with zeros, and writes the ids there: commit that file. */
async function createStores(worker: WorkerConfig): Promise<WorkerConfig> {
  const ids: { databaseId?: string; configId?: string } = {};
  if (isPlaceholder(worker.databaseId))
    ids.databaseId = await step(`D1 ${worker.databaseName}`, () =>
      ensureDatabase(worker.databaseName),
    );
  if (isPlaceholder(worker.configId))
    ids.configId = await step("KV CONFIG", () => ensureNamespace(`${worker.name}-config`));
  if (worker.bucketName)
    await step(`R2 ${worker.bucketName}`, () => ensureBucket(worker.bucketName));
  const toml = withIds(await readFile(workerFile, "utf8"), ids);
  await writeFile(workerFile, toml);
  if (Object.keys(ids).length > 0) console.log("  wrangler.toml has the new ids: commit it.");
  return readWorkerConfig(toml);
}

async function ensureDatabase(name: string): Promise<string> {
  const find = async () => {
    const output = await wranglerOrExplain("The databases could not be listed.", [
      "d1",
      "list",
      "--json",
    ]);
    return (parseJsonIn(output) as { name: string; uuid: string }[]).find(
      (one) => one.name === name,
    )?.uuid;
  };
  const create = ["d1", "create", name, "--update-config=false"];
  return (await find()) ?? (await createThenFind(`The database ${name}`, create, find));
}

async function ensureNamespace(title: string): Promise<string> {
  const find = async () => {
    const output = await wranglerOrExplain("The KV namespaces could not be listed.", [
      "kv",
      "namespace",
      "list",
    ]);
    return (parseJsonIn(output) as { title: string; id: string }[]).find(
      (one) => one.title === title,
    )?.id;
  };
  const create = ["kv", "namespace", "create", title, "--update-config=false"];
  return (await find()) ?? (await createThenFind(`The KV namespace ${title}`, create, find));
}

/** R2 has to be switched on in an account, once; the product runs without it. */
async function ensureBucket(name: string): Promise<void> {
  const without =
    "Switch R2 on in Cloudflare's dashboard, or take [[r2_buckets]] out of wrangler.toml: only the archive of old orders needs it.";
  const find = async () => {
    const output = await wranglerOrExplain(`The R2 buckets could not be listed. ${without}`, [
      ...["r2", "bucket", "list"],
    ]);
    return listsBucket(output, name) ? name : undefined;
  };
  const create = ["r2", "bucket", "create", name, "--update-config=false"];
  if (!(await find())) await createThenFind(`The R2 bucket ${name}`, create, find);
}

async function createThenFind(
  what: string,
  create: string[],
  find: () => Promise<string | undefined>,
): Promise<string> {
  await wranglerOrExplain(`${what} could not be created.`, create);
  const id = await find();
  if (!id)
    throw new Explained(`${what} was created but is not listed yet. Run this again in a minute.`);
  return id;
}

/** Answers with the gateways that are not set up at all. */
async function requireSecrets(worker: WorkerConfig): Promise<string[]> {
  const { code, output } = await wrangler(["secret", "list", "--format", "json"]);
  // Before its first deployment the Worker does not exist, and has no secrets either.
  const isNew = code !== 0 && /10007|not found|does not exist/i.test(output);
  if (code !== 0 && !isNew) throw new Explained(`The secrets could not be listed.\n\n${output}`);
  const listed = isNew ? [] : (parseJsonIn(output) as { name: string }[]).map((one) => one.name);
  const { missing, absentGateways } = reportSecrets([...listed, ...worker.variables]);
  if (missing.length === 0) return absentGateways;
  const commands = missing.map((name) => `  ${secretCommand(name)}`);
  throw new Explained(
    `These secrets are missing. Set them, then run npm run deploy again (what was done is kept):\n\n${commands.join("\n")}\n\ndocs/deploy.md says what each one is.`,
  );
}

async function deployWorker(): Promise<string> {
  const output = await wranglerOrExplain("The Worker could not be deployed.", ["deploy"]);
  return /https:\/\/\S+\.workers\.dev/.exec(output)?.[0] ?? "deployed (no workers.dev address)";
}

/** Answers with the project's domains, as far as it has some already. */
async function requirePagesProject(name: string): Promise<string> {
  const output = await wranglerOrExplain("The Pages projects could not be listed.", [
    ...["pages", "project", "list", "--json"],
  ]);
  const projects = parseJsonIn(output) as Record<string, string>[];
  const known = projects.find((project) => project["Project Name"] === name);
  if (known) return known["Project Domains"] ?? "";
  await wranglerOrExplain(`The Pages project ${name} could not be created.`, [
    ...["pages", "project", "create", name, "--production-branch", "main"],
  ]);
  return "";
}

async function deployPages(): Promise<string> {
  const output = await wranglerOrExplain(
    "The page could not be deployed. The Worker is already there; running this again is safe.",
    ["pages", "deploy", DEPLOYED_DIR, "--branch", "main", "--commit-dirty=true"],
    { cwd: frontend },
  );
  return /https:\/\/\S+\.pages\.dev/.exec(output)?.[0] ?? "address unknown";
}

/** Bytes of all files below a directory; source maps are not served. */
async function sizeOf(directory: string): Promise<number> {
  if (!existsSync(directory)) return 0;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".map"));
  const sizes = await Promise.all(files.map((file) => stat(path.join(file.parentPath, file.name))));
  return sizes.reduce((sum, one) => sum + one.size, 0);
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
