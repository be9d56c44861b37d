import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { inRoot } from "./paths.ts";
import { type Environment, portFrom } from "./ports.ts";
import type { Addresses } from "./sandbox.ts";
import { Explained } from "./steps.ts";

/** Says which process runs this copy, and where. */
export const runningFile = inRoot(".local/running.json");

const APP_PORT = 8788;
const SANDBOX_PORT = 8790;

interface Running extends Addresses {
  pid: number;
}

/**
 * Two runs of one copy would write the same local data, and an object is only safe as the single writer of its own. The
 * port does not tell: the second run may have been given others.
 */
export async function requireAlone(file: string, addresses: Addresses): Promise<void> {
  const other = read(file);
  if (other && other.pid !== process.pid && isRunning(other.pid))
    throw new Explained(
      `This copy already runs at ${other.appUrl} (process ${other.pid}), and two at once would write the same data. ` +
        "Use that one, or stop it with Ctrl-C first. For a second product, clone the project once more.",
    );
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ pid: process.pid, ...addresses } satisfies Running));
}

/** Where this machine's product is reached: at the ports that are named, else where this copy runs, else at the usual ones. */
export function localAddresses(environment: Environment, file = runningFile): Addresses {
  const found = read(file);
  const running = found && isRunning(found.pid) ? found : null;
  const at = (variable: string, known: string | undefined, usual: number) =>
    (environment[variable] ? undefined : known) ??
    `http://localhost:${portFrom(variable, usual, environment)}`;
  return {
    appUrl: at("PORT", running?.appUrl, APP_PORT),
    sandboxUrl: at("SANDBOX_PORT", running?.sandboxUrl, SANDBOX_PORT),
  };
}

/** The ports of a new run. */
export const wantedPorts = (environment: Environment): { app: number; sandbox: number } => ({
  app: portFrom("PORT", APP_PORT, environment),
  sandbox: portFrom("SANDBOX_PORT", SANDBOX_PORT, environment),
});

/** Leaves the mark of another run alone. */
export function leave(file: string): void {
  if (read(file)?.pid === process.pid) rmSync(file, { force: true });
}

function read(file: string): Running | null {
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Running) : null;
  } catch {
    return null; // Cut short by a crash.
  }
}

/** Whether the process lives and is one of ours: after a crash its id may belong to another program. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("start.ts");
}
