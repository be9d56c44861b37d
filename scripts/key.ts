/** `npm run key -- create <name> | revoke <prefix> | list [--remote]`: API keys of host products. */

import {
  createStatement,
  isName,
  isPrefix,
  LIST,
  newKey,
  revokeStatement,
} from "./tools/api-keys.ts";
import { stopChildren } from "./tools/children.ts";
import { root } from "./tools/paths.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";
import { wranglerOrExplain } from "./tools/wrangler.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  await run(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

async function run(args: string[]): Promise<void> {
  const place = args.includes("--remote") ? "--remote" : "--local";
  const [verb, subject = ""] = args.filter((argument) => !argument.startsWith("--"));
  if (verb === "create" && isName(subject)) return create(subject, place);
  if (verb === "revoke" && isPrefix(subject)) return revoke(subject, place);
  if (verb === "list") return list(place);
  throw new Explained(`Say what to do with which key:
  npm run key -- create <name>      a name of 1 to 60 letters, digits, blanks, dots and hyphens
  npm run key -- revoke <prefix>    the 12 characters after eck_
  npm run key -- list
Add --remote for the deployed product.`);
}

async function create(name: string, place: string): Promise<void> {
  const key = newKey();
  await execute(createStatement(key, name, Date.now()), place);
  console.log(`
  ${key.token}

This is the only time that it is shown: only a hash is kept. Hand it to the host product's backend, which sends it as
  Authorization: Bearer ${key.token.slice(0, 16)}…
To end it: npm run key -- revoke ${key.prefix}`);
}

async function revoke(prefix: string, place: string): Promise<void> {
  const rows = await execute(revokeStatement(prefix, Date.now()), place);
  if (rows.length === 0)
    throw new Explained(`No key in force has the prefix ${prefix}. See: npm run key -- list`);
  console.log(
    `The key ${prefix} is revoked: within 10 seconds calls with it are refused everywhere.`,
  );
}

async function list(place: string): Promise<void> {
  const rows = await execute(LIST, place);
  if (rows.length === 0) console.log("No key yet. Make one: npm run key -- create <name>");
  else console.table(rows);
}

async function execute(statement: string, place: string): Promise<object[]> {
  const output = await wranglerOrExplain(
    "The key table could not be reached. Has `npm start` run once, or the deployment been made?",
    ["d1", "execute", "DB", place, "--json", "--yes", "--command", statement],
    { cwd: root },
  );
  const [answer] = JSON.parse(output.slice(output.indexOf("["))) as { results: object[] }[];
  return answer?.results ?? [];
}
