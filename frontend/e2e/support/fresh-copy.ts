import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inRoot, root } from "../../../scripts/tools/paths.ts";
import { freePort } from "../../../scripts/tools/ports.ts";
import { wranglerEnvironment } from "../../../scripts/tools/wrangler.ts";
import { DIRECTORY_PREFIX } from "../stack.ts";

/** What a clone does not bring, and the packages, which are shared. */
const LEFT_OUT = ["node_modules", ".git", ".wrangler", ".local", ".cache", ".dev.vars"];
const STARTS_WITHIN_MS = 280_000;
const STOPS_WITHIN_MS = 15_000;

/** What a command said, and its exit code. */
export interface Said {
  code: number;
  output: string;
}

/**
 * The project in a folder of its own, started there by `npm start` on free ports: commands are typed in that folder as
 * the documents have them, and a developer's own data is not touched.
 */
export interface FreshCopy {
  folder: string;
  appUrl: string;
  sandboxUrl: string;
  /** All that `npm start` has printed so far. */
  startOutput(): string;
  /** Runs a command line to its end in the folder. */
  run(commandLine: string, environment?: Record<string, string>): Promise<Said>;
  /** Runs a command line that does not end until it has printed this, and ends it. */
  runUntil(commandLine: string, printed: RegExp): Promise<string>;
  stop(): Promise<void>;
}

export async function startFreshCopy(): Promise<FreshCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), `${DIRECTORY_PREFIX}${process.pid}-copy-`));
  await copyProject(folder);
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
  const product = shell("npm start", folder, ports);
  const stop = async () => {
    await stopGroup(product.child);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await untilPrinted(product, /^ {2}Ctrl-C stops everything/m);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    appUrl: `http://localhost:${port}`,
    sandboxUrl: `http://localhost:${sandboxPort}`,
    startOutput: product.output,
    run: async (commandLine, environment) => {
      const { child, output } = shell(commandLine, folder, environment);
      const [code] = (await once(child, "close")) as [number | null];
      return { code: code ?? 1, output: output() };
    },
    runUntil: async (commandLine, printed) => {
      const running = shell(commandLine, folder);
      try {
        await untilPrinted(running, printed);
        return running.output();
      } finally {
        await stopGroup(running.child);
      }
    },
    stop,
  };
}

/** The page is not built anew: its stamp says that it was built from these very files. */
async function copyProject(folder: string): Promise<void> {
  await cp(root, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(path.relative(root, source)),
  });
  await mkdir(path.join(folder, ".cache/bin"), { recursive: true });
  await cp(inRoot(".cache/page.stamp"), path.join(folder, ".cache/page.stamp"));
  await symlink(inRoot("node_modules"), path.join(folder, "node_modules"), "junction");
  const curl = path.join(folder, ".cache/bin/curl");
  const standIn = path.join(folder, "frontend/e2e/support/curl.mjs");
  await writeFile(curl, `#!/bin/sh\nexec node '${standIn}' "$@"\n`);
  await chmod(curl, 0o755);
}

interface Running {
  child: ChildProcess;
  output(): string;
}

function shell(commandLine: string, folder: string, environment = {}): Running {
  let output = "";
  const child = spawn("sh", ["-c", commandLine], {
    cwd: folder,
    env: {
      ...process.env,
      ...wranglerEnvironment,
      PATH: [process.env.PATH, path.join(folder, ".cache/bin")].join(path.delimiter),
      npm_config_update_notifier: "false",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return { child, output: () => output };
}

async function untilPrinted({ child, output }: Running, printed: RegExp): Promise<void> {
  const untilMs = performance.now() + STARTS_WITHIN_MS;
  while (!printed.test(output())) {
    if (child.exitCode !== null || performance.now() > untilMs)
      throw new Error(`${printed} was not printed:\n${output()}`);
    await sleep(100);
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const closed = once(child, "close");
  process.kill(-child.pid, "SIGTERM");
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), STOPS_WITHIN_MS);
  await closed;
  clearTimeout(late);
}
