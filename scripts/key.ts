/** `npm run key -- create <name> [--scopes …] [--expires …] | revoke <prefix> | list [--remote]`: API keys of host products. */

import { KEY_SCOPES } from "../worker/domain/key-scopes.ts";
import {
  createStatement,
  type KeyCommand,
  LIST,
  newKey,
  readKeyCommand,
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
  const command = readKeyCommand(args);
  if (command?.verb === "create") return create(command);
  if (command?.verb === "revoke") return revoke(command.prefix, command.place);
  if (command?.verb === "list") return list(command.place);
  throw new Explained(`Say what to do with which key:
  npm run key -- create <name>      a name of 1 to 60 letters, digits, blanks, dots and hyphens
  npm run key -- revoke <prefix>    the 12 characters after eck_
  npm run key -- list
A new key may do all that its name's key before might, the first one everything. Say otherwise with
  --scopes all, or some of these between commas:
           ${KEY_SCOPES.join(", ")}
  --expires 2027-12-31              its last day (UTC), or an instant such as 2027-12-31T12:00:00Z
Add --remote for the deployed product.`);
}

async function create(command: KeyCommand & { verb: "create" }): Promise<void> {
  const { name, place, expiresAtMs } = command;
  const nowMs = Date.now();
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
    throw new Explained("A key would have ended already: say a later day after --expires");
  const key = newKey();
  const statement = `${createStatement(key, name, nowMs, command)} RETURNING scopes`;
  const [made] = (await execute(statement, place)) as { scopes: string | null }[];
  const end = expiresAtMs === undefined ? "" : `, until ${new Date(expiresAtMs).toISOString()}`;
  console.log(`
  ${key.token}

This is the only time that it is shown: only a hash is kept. Hand it to the host product's backend, which sends it as
  Authorization: Bearer ${key.token.slice(0, 16)}…
Its scopes: ${made?.scopes ?? "all"}${end}
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
