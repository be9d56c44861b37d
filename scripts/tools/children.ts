import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { inRoot, root } from "./paths.ts";

/** A program that runs until it is stopped, with everything that it started itself. */
export interface Child {
  name: string;
  /** Resolves when the program has ended, by itself or not. */
  exited: Promise<number>;
  stop(): Promise<void>;
  /** Ends it at once, as a crash or a power cut would. */
  kill(): Promise<void>;
}

interface ChildOptions {
  name: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Gets each line of both outputs. */
  onLine?: (line: string) => void;
}

/** How long a program may take to end by itself before it is killed. */
const STOP_GRACE_MS = 4_000;
const running = new Set<Child>();

/** Starts a Node program as a group of its own, so that stopping it stops what it started. */
export function startChild(script: string, args: string[], options: ChildOptions): Child {
  const process_ = spawn(
    process.execPath,
    [inRoot("scripts/tools/guard.mjs"), process.execPath, script, ...args],
    {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  );
  process_.stdin.on("error", () => {}); // The guard may go before the pipe does.
  forwardLines(process_, options.onLine);
  const exited = once(process_, "close").then(([code]) => (code as number | null) ?? 1);
  const child: Child = {
    name: options.name,
    exited,
    stop: () => stopGroup(process_, exited),
    kill: async () => {
      signalGroup(process_, "SIGKILL");
      await exited;
    },
  };
  running.add(child);
  void exited.then(() => running.delete(child));
  return child;
}

/** Runs a Node program to its end and returns its exit code and its output. */
export async function runToEnd(
  script: string,
  args: string[],
  options: ChildOptions,
): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const child = startChild(script, args, {
    ...options,
    onLine: (line) => {
      lines.push(line);
      options.onLine?.(line);
    },
  });
  const code = await child.exited;
  return { code, output: lines.join("\n") };
}

/** Stops every program that this process has started. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

function forwardLines(child: ChildProcess, onLine: ChildOptions["onLine"]): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) =>
      onLine?.(stripVTControlCharacters(line)),
    );
  }
}

async function stopGroup(child: ChildProcess, exited: Promise<number>): Promise<void> {
  signalGroup(child, "SIGTERM");
  const deadline = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_GRACE_MS);
  await exited;
  clearTimeout(deadline);
  // A leader that went in time may have left a member behind.
  signalGroup(child, "SIGKILL");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has gone already, which is what was wanted.
  }
}
