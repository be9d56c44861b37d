import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Explained } from "./steps.ts";

interface Running {
  pid: number;
  url: string;
}

/**
 * Two runs of one copy would write the same local data, and an object is only safe as the single writer of its own. The
 * port does not tell: the second run may have been given others.
 */
export async function requireAlone(file: string, url: string): Promise<void> {
  const other = read(file);
  if (other && other.pid !== process.pid && isRunning(other.pid))
    throw new Explained(
      `This copy already runs at ${other.url} (process ${other.pid}), and two at once would write the same data. ` +
        "Use that one, or stop it with Ctrl-C first. For a second product, clone the project once more.",
    );
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ pid: process.pid, url } satisfies Running));
}

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

/** Whether the process lives and is one of ours: after a crash its number may be somebody else's. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("start.ts");
}
