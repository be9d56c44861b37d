import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { startWorkbench, type Workbench } from "../../sandbox/workbench/server.ts";
import { createStatement, type NewKey, newKey } from "./api-keys.ts";
import { localDir } from "./local-variables.ts";
import { freePort, isPortFree, portFrom } from "./ports.ts";
import { Explained } from "./steps.ts";

/** The host product that `npm start` runs beside the centre, and its API key, which is kept from start to start. */

const WORKBENCH_PORT = 8791;
const keyFile = path.join(localDir, "workbench.json");

/** The usual one, or any that is free: it is a demonstration, and nothing else waits for it. */
export async function workbenchPort(environment: Record<string, string | undefined>) {
  if (environment.WORKBENCH_PORT) return portFrom("WORKBENCH_PORT", WORKBENCH_PORT, environment);
  return (await isPortFree(WORKBENCH_PORT)) ? WORKBENCH_PORT : freePort();
}

export const workbenchUrl = (port: number): string => `http://127.0.0.1:${port}`;

export async function workbenchKey(): Promise<NewKey> {
  if (existsSync(keyFile)) return JSON.parse(readFileSync(keyFile, "utf8")) as NewKey;
  const key = newKey();
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, JSON.stringify(key), { mode: 0o600 });
  return key;
}

/** A second time it changes nothing: a key that was revoked stays so. */
export const workbenchKeyStatement = (key: NewKey): string =>
  `${createStatement(key, "Workbench", 0)} ON CONFLICT DO NOTHING;`;

export async function openWorkbench(
  port: number,
  appUrl: string,
  { token }: NewKey,
): Promise<Workbench> {
  try {
    return await startWorkbench({ port, appUrl, apiKey: token });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Explained(`The workbench could not start on port ${port}: ${why}`);
  }
}
