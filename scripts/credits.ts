/** `npm run credits -- status | plan v1 | switch v1 | verify | rollback | test`: the credit system (docs/operate.md). */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { runToEnd, stopChildren } from "./tools/children.ts";
import { type CreditsCommand, readCreditsCommand } from "./tools/credits-command.ts";
import {
  type AccountManifest,
  type CreditSystem,
  fleetHash,
  isProven,
  manifestText,
  planText,
  statusText,
  type Verified,
  verifiedText,
} from "./tools/credits-report.ts";
import { localDir } from "./tools/local-variables.ts";
import { type OperatorApi, operatorApi, operatorToken } from "./tools/operator-api.ts";
import { inRoot, root, tool } from "./tools/paths.ts";
import { readVitest, type VitestReport } from "./tools/reports.ts";
import { localAddresses } from "./tools/running.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

/** Accounts verified by one call, as the product takes them (ACCOUNTS_PER_CALL_MAX). */
const ACCOUNTS_PER_CALL = 100;

/** Rows of a table of cases can be as long as the values that they try. */
const CLAIM_LENGTH_MAX = 160;

const manifestDir = path.join(localDir, "credits");

onStop(stopChildren, { codeOnSignal: 130 });

try {
  process.exit((await run(readCreditsCommand(process.argv.slice(2), addresses().appUrl))) ? 0 : 1);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

function addresses() {
  return localAddresses(process.env);
}

async function run(command: CreditsCommand): Promise<boolean> {
  if (command.verb === "test") return test();
  const api = operatorApi(command.to, await operatorToken(command.to, addresses().sandboxUrl));
  const system = await api.get<CreditSystem>("/api/console/credits");
  switch (command.verb) {
    case "status":
      console.log(statusText(system));
      return true;
    case "plan":
      console.log(planText(system, command.version));
      console.log(manifestText("Now", await manifests(api)));
      return true;
    case "switch":
      return switchTo(api, command, system, command.version);
    case "rollback":
      return switchTo(api, command, system, versionBefore(system));
    case "verify":
      return verify(api, command.file ?? (await lastFile()));
  }
}

function versionBefore({ version, switches }: CreditSystem): "v1" | "v2" {
  const last = switches.findLast(({ from, to }) => from !== to);
  if (!last || last.to !== version)
    throw new Explained(`There was no switch to ${version}, so there is nothing to go back to.`);
  return last.from;
}

/** False when anything but what the history of an account says has changed. */
async function switchTo(
  api: OperatorApi,
  { yes, to }: CreditsCommand,
  system: CreditSystem,
  version: "v1" | "v2",
): Promise<boolean> {
  console.log(planText(system, version));
  if (system.version === version) return true;
  if (!yes) await confirm(to);
  const before = await manifests(api);
  const file = await keep(before, `${system.version}-to-${version}`);
  console.log(`${manifestText("Before", before)}\n  kept in ${path.relative(root, file)}`);
  await api.post("/api/console/credits/switch", { version });
  console.log(`Switched to ${version}.`);
  return compare(api, before);
}

async function verify(api: OperatorApi, file: string): Promise<boolean> {
  const before = JSON.parse(await readFile(file, "utf8").catch(() => "null")) as
    | AccountManifest[]
    | null;
  if (!before) throw new Explained(`${file} holds no manifests.`);
  console.log(`${manifestText("Then", before)}\n  from ${path.relative(root, file)}`);
  return compare(api, before);
}

async function compare(api: OperatorApi, before: AccountManifest[]): Promise<boolean> {
  const after = await manifests(api);
  console.log(manifestText("Now", after));
  const verified: Verified[] = [];
  for (let at = 0; at < before.length; at += ACCOUNTS_PER_CALL) {
    const accounts = before.slice(at, at + ACCOUNTS_PER_CALL);
    const answer = await api.post<{ accounts: Verified[] }>("/api/console/credits/verify", {
      accounts,
    });
    verified.push(...answer.accounts);
  }
  console.log(verifiedText(verified));
  if (fleetHash(before) === fleetHash(after)) console.log("The manifests are equal.");
  return isProven(verified);
}

/** Of every account, in the product's order. */
async function manifests(api: OperatorApi): Promise<AccountManifest[]> {
  const all: AccountManifest[] = [];
  let after: string | null = "";
  while (after !== null) {
    const query = new URLSearchParams({ after });
    const part: { accounts: AccountManifest[]; next: string | null } = await api.get(
      `/api/console/credits/manifests?${query}`,
    );
    all.push(...part.accounts);
    after = part.next;
  }
  return all;
}

async function keep(accounts: AccountManifest[], name: string): Promise<string> {
  await mkdir(manifestDir, { recursive: true });
  const at = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const file = path.join(manifestDir, `${at}-${name}.json`);
  await writeFile(file, `${JSON.stringify(accounts, null, 2)}\n`);
  return file;
}

async function lastFile(): Promise<string> {
  const files = await readdir(manifestDir).catch(() => []);
  const last = files
    .filter((name) => name.endsWith(".json"))
    .sort()
    .at(-1);
  if (!last) throw new Explained("No manifests were taken yet: a switch takes them.");
  return path.join(manifestDir, last);
}

async function confirm(to: URL): Promise<void> {
  if (!process.stdin.isTTY)
    throw new Explained("Nobody is here to be asked whether this is meant. Add --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`At ${to.origin}. Go on? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Explained("Nothing was done.");
}

/** Everything that is claimed of credits, on this machine alone. */
async function test(): Promise<boolean> {
  const file = inRoot(".cache/credits.json");
  await mkdir(path.dirname(file), { recursive: true });
  const only = ["worker/domain/credits", "worker/config/settings", "worker/test/credit"];
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${file}`];
  await rm(file, { force: true });
  await runToEnd(tool.vitest, ["run", ...only, "worker/test/plan-rows", ...reporters], {
    name: "credits",
    env: { CI: "1", NO_COLOR: "1" },
    onLine: (line) => {
      const [, mark, claim] = /([✓×]) \S+ \S+\.test\.ts > (.+?)(?: \d+ms)?$/.exec(line) ?? [];
      if (claim) console.log(`${mark} ${claim.slice(0, CLAIM_LENGTH_MAX)}`);
    },
  });
  const report = JSON.parse(await readFile(file, "utf8")) as VitestReport;
  const { passed, failures } = readVitest(report, root);
  for (const { name, message } of failures) console.log(`\n✗ ${name}\n${message}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0;
}
