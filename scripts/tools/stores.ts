import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { inRoot, root } from "./paths.ts";
import { wranglerOrExplain } from "./wrangler.ts";

/** Where wrangler keeps local data by default, so that an operator's own wrangler commands reach it. */
export const defaultStateDir = inRoot(".wrangler/state");
const catalogFile = inRoot("scripts/demo-catalog.sql");

/** Brings the local database to the newest schema. */
export async function applyMigrations(stateDir = defaultStateDir): Promise<void> {
  await wranglerOrExplain(
    "The database migrations could not be applied. The data stays as it was; mend the migration and start again.",
    ["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateDir],
    { cwd: root },
  );
}

/** Of the flags that are off by default: card is on in the demo, where the sandbox takes it. */
const DEMO_FLAG = "payway_3_status";

/** Switches card payment on, unless a person has set its flag. */
export async function offerCards(stateDir = defaultStateDir): Promise<void> {
  const fault = "The flag of card payment could not be set.";
  const local = ["--binding", "CONFIG", "--local", "--persist-to", stateDir];
  const listed = await wranglerOrExplain(fault, ["kv", "key", "list", ...local], { cwd: root });
  if (listed.includes(`"${DEMO_FLAG}"`)) return;
  await wranglerOrExplain(fault, ["kv", "key", "put", DEMO_FLAG, "true", ...local], { cwd: root });
}

/** Adds the demo catalog, and what `more` says; its statements leave rows that are there as they are. */
export async function seedCatalog(
  stateDir = defaultStateDir,
  more = "",
): Promise<"none" | undefined> {
  if (!existsSync(catalogFile)) return "none";
  const file = path.join(stateDir, "seed.sql");
  await mkdir(stateDir, { recursive: true });
  await writeFile(file, `${await readFile(catalogFile, "utf8")}\n${more}`);
  await wranglerOrExplain(
    "The demo catalog could not be added to the database.",
    ["d1", "execute", "DB", "--local", "--persist-to", stateDir, "--file", file, "--yes"],
    { cwd: root },
  );
  return undefined;
}
