import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { appendMissing, parseDevVars, type Variables } from "./dev-vars.ts";
import { inRoot } from "./paths.ts";
import { type Addresses, sandboxVariables } from "./sandbox.ts";

/** Ignored by git: keys, the record of what was generated, logs. */
export const localDir = inRoot(".local");
export const keysDir = path.join(localDir, "sandbox");
const devVarsFile = inRoot(".dev.vars");
const recordFile = path.join(localDir, "generated.json");

export interface LocalVariables {
  /** What this run works with. */
  effective: Variables;
  /** Names written to `.dev.vars` now. */
  added: string[];
  /** Names whose generated value does not fit this run's ports; the file keeps it, the run does not use it. */
  replaced: string[];
  /** Names a person changed: they win over what we would have generated. */
  kept: string[];
}

/**
 * Fills `.dev.vars` with what is missing and keeps every value that is there. A value that we generated and
 * was not edited since follows the ports of this run (PORT=…) without being rewritten.
 */
export async function fillLocalVariables(
  addresses: Addresses,
  embeddedBy: string,
): Promise<LocalVariables> {
  const ours = await sandboxVariables(keysDir, addresses);
  const generated: Variables = { ...ours, EMBED_ORIGINS: embeddedBy };
  const secrets = { SESSION_SECRETS: newSecret(), CRON_SECRET: newSecret() };
  const wanted = { ...generated, POSTHOG_KEY: "", POSTHOG_HOST: "", ...secrets };
  const before = await readText(devVarsFile);
  const { text, added } = appendMissing(
    before,
    wanted,
    "Written by npm start. Edit freely: it is never overwritten.",
  );
  await writeFile(devVarsFile, text, { mode: 0o600 });
  await chmod(devVarsFile, 0o600); // The mode above only counts for a new file.

  const present = parseDevVars(text);
  const record = await updateRecord(present, added);
  const different = Object.keys(generated).filter((name) => present[name] !== generated[name]);
  const isOurs = (name: string) => record[name] === fingerprint(present[name] ?? "");
  const replaced = different.filter(isOurs);
  const overlay = Object.fromEntries(replaced.map((name) => [name, generated[name] ?? ""]));
  return {
    effective: { ...present, ...overlay },
    added,
    replaced,
    kept: different.filter((name) => !isOurs(name)),
  };
}

export const newSecret = (): string => randomBytes(32).toString("base64url");

/** Remembers fingerprints, not values: only to tell our own value from one that a person wrote. */
async function updateRecord(present: Variables, added: string[]): Promise<Variables> {
  const record: Variables = JSON.parse((await readText(recordFile)) || "{}");
  for (const name of added) record[name] = fingerprint(present[name] ?? "");
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  await writeFile(recordFile, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  return record;
}

const fingerprint = (value: string) => createHash("sha256").update(value).digest("hex");

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
