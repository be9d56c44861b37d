/** `npm start`: the whole product and the outside world on one machine, until Ctrl-C. */
import path from "node:path";
import { PEOPLE } from "../sandbox/identity/people.ts";
import type { Workbench } from "../sandbox/workbench/server.ts";
import { readAccess } from "../worker/payments/stripe/config.ts";
import { pushCatalog, readCatalogRows } from "./tools/catalog-push.ts";
import { stopChildren } from "./tools/children.ts";
import type { Variables } from "./tools/dev-vars.ts";
import { putFonts } from "./tools/fonts.ts";
import {
  fillLocalVariables,
  keysDir,
  type LocalVariables,
  localDir,
} from "./tools/local-variables.ts";
import { buildPage } from "./tools/page-build.ts";
import { type PagesDev, startPagesDev, writeWorkerConfig } from "./tools/pages-dev.ts";
import { root } from "./tools/paths.ts";
import { requireFree } from "./tools/ports.ts";
import { leave, requireAlone, runningFile, wantedPorts } from "./tools/running.ts";
import { type Addresses, type LocalSandbox, openSandbox } from "./tools/sandbox.ts";
import { Explained, reportFailure, step } from "./tools/steps.ts";
import { isStopping, onStop } from "./tools/stopping.ts";
import { applyMigrations, defaultStateDir, offerCards, seedCatalog } from "./tools/stores.ts";
import {
  openWorkbench,
  workbenchKey,
  workbenchKeyStatement,
  workbenchPort,
  workbenchUrl,
} from "./tools/workbench.ts";

const runDir = path.join(localDir, "run");
const logFile = path.join(localDir, "worker.log");
let sandbox: LocalSandbox | undefined;

let workbench: Workbench | undefined;

const stopEverything = () => Promise.all([stopChildren(), sandbox?.stop(), workbench?.close()]);
onStop(
  async () => {
    await stopEverything();
    leave(runningFile);
    console.log("\nStopped.");
  },
  { codeOnSignal: 0 },
);

try {
  await main();
} catch (error) {
  if (isStopping()) await new Promise(() => {}); // The stop ends this process, with its own code.
  reportFailure(error);
  await stopEverything();
  leave(runningFile);
  process.exit(1);
}

async function main(): Promise<void> {
  console.log("Entitlement Center starts. Ctrl-C stops everything.\n");
  const ports = await step("Ports", choosePorts);
  const addresses = addressesOf(ports);
  const hostUrl = workbenchUrl(ports.workbench);
  const variables = await step("Keys and .dev.vars", () => fillLocalVariables(addresses, hostUrl));
  const hostKey = await workbenchKey();
  await step("Database migrations", () => applyMigrations());
  await step("Demo catalog", () => seedCatalog(defaultStateDir, workbenchKeyStatement(hostKey)));
  await step("Card payment", () => offerCards());
  await step("Fonts of invoices", async () => {
    await putFonts({ stateDir: defaultStateDir });
  });
  await step("Page", buildPage);
  await step("Sandbox", async () => {
    sandbox = await openSandbox({ port: ports.sandbox, keysDir, appUrl: addresses.appUrl });
  });
  await step("Plans at Stripe", () => pushPlans(variables.effective, addresses));
  const pages = await step("Pages and Worker", () => startWorker(ports.app, variables));
  await step("Workbench", async () => {
    workbench = await openWorkbench(ports.workbench, addresses.appUrl, hostKey);
  });
  printWelcome({ ...addresses, hostUrl }, variables);
  await stayWith(pages);
}

/** Only at the sandbox's Stripe: at another, `npm run catalog -- push` is a decision. */
async function pushPlans(variables: Variables, { sandboxUrl }: Addresses): Promise<void> {
  const access = readAccess(variables);
  if (!access.ok || access.value.apiBase.origin !== new URL(sandboxUrl).origin) return;
  await pushCatalog(access.value, await readCatalogRows("--local", defaultStateDir));
}

/** Both ports are looked at before anything is written or started. */
async function choosePorts(): Promise<{ app: number; sandbox: number; workbench: number }> {
  const ports = wantedPorts(process.env);
  await requireAlone(runningFile, addressesOf(ports));
  if (ports.app === ports.sandbox)
    throw new Explained(
      `PORT and SANDBOX_PORT are both ${ports.app}. Give them different numbers.`,
    );
  await requireFree(ports.app, "the page", "PORT");
  await requireFree(ports.sandbox, "the sandbox", "SANDBOX_PORT");
  return { ...ports, workbench: await workbenchPort(process.env) };
}

function addressesOf(ports: { app: number; sandbox: number }): Addresses {
  return {
    appUrl: `http://localhost:${ports.app}`,
    sandboxUrl: `http://localhost:${ports.sandbox}`,
  };
}

async function startWorker(port: number, variables: LocalVariables): Promise<PagesDev> {
  const ownPorts = variables.replaced.length > 0;
  const pages = startPagesDev({
    port,
    stateDir: defaultStateDir,
    logFile,
    onLine: showTrouble,
    ...(ownPorts && { workerConfig: await writeWorkerConfig(runDir, variables.effective) }),
  });
  const status = await pages.ready();
  if (!status.ok)
    console.log(`\n  /api/status answers ${status.status}: ${(await status.text()).slice(0, 500)}`);
  return pages;
}

/** Shows what a person should see of wrangler's output; all of it is in the log. */
function showTrouble(line: string): void {
  if (/\b(POST|GET|PUT|DELETE|PATCH) \S+ 5\d\d\b|\[wrangler:error\]|✘|ERROR/.test(line))
    console.error(line);
}

function printWelcome(
  { appUrl, sandboxUrl, hostUrl }: Addresses & { hostUrl: string },
  variables: LocalVariables,
): void {
  const people = PEOPLE.map((one) => (one.role ? `${one.name} (${one.role})` : one.name)).join(
    ", ",
  );
  const state = path.relative(root, defaultStateDir);
  console.log(`
  Open        ${appUrl}
  Sign in     as one of ${people}: no password
  Buy         choose a package, then click the sandbox cashier link beside the QR code and pay there
  Sandbox     ${sandboxUrl}   the gateways and the sign-in service, with fault switches
  Workbench   ${hostUrl}   a product on another site that shows the portal in its sidebar
  Data        ${state}   your own \`npx wrangler kv key put …  --local\` reaches it; delete it to begin again
  Keys        ${path.relative(root, keysDir)} and .dev.vars   kept from start to start, never committed
  Log         ${path.relative(root, logFile)}
`);
  if (variables.kept.length > 0)
    console.log(`  Your own values in .dev.vars are used: ${variables.kept.join(", ")}\n`);
  if (variables.replaced.length > 0)
    console.log(
      `  This run does not fit .dev.vars (it stays as it is) and uses other values for: ${variables.replaced.join(", ")}\n`,
    );
  console.log("  Ctrl-C stops everything.");
}

/** Pages and Worker ending by themselves ends the run: a page without its Worker is useless. */
async function stayWith(pages: PagesDev): Promise<never> {
  const code = await pages.child.exited;
  if (isStopping()) return new Promise(() => {});
  throw new Explained(
    `Pages and Worker stopped by themselves (code ${code}); everything else was stopped too. Their last words:\n\n${pages.lastLines()}`,
  );
}
