import { createWriteStream, mkdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "./children.ts";
import { formatDevVar, type Variables } from "./dev-vars.ts";
import { inRoot, root, tool } from "./paths.ts";
import { Explained } from "./steps.ts";
import { wranglerEnvironment } from "./wrangler.ts";

/** How long Pages and Worker may take to answer. A cold start on two busy cores takes under twenty. */
const READY_WITHIN_MS = 90_000;
const LINES_SHOWN_MAX = 40;
/** wrangler waits for an edit after this, which will not come. */
const BUILD_FAILED = "Build failed with";
const LAST_WORDS_MS = 300;

interface PagesDevOptions {
  port: number;
  stateDir: string;
  logFile: string;
  /** The Worker's configuration; `.dev.vars` beside it gives its variables. */
  workerConfig?: string;
  /** Separates the runs of one machine, whose Workers have the same name. */
  registryDir?: string;
  onLine?: (line: string) => void;
}

/** Pages and Worker in one process, as `wrangler pages dev` runs them. */
export interface PagesDev {
  child: Child;
  url: string;
  /** Waits for the Worker's first answer; explains with the log when it does not come. */
  ready(): Promise<Response>;
  lastLines(): string;
}

export function startPagesDev(options: PagesDevOptions): PagesDev {
  const url = `http://localhost:${options.port}`;
  const last: string[] = [];
  let broken = false;
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { mode: 0o600 });
  const child = startChild(tool.wrangler, pagesDevArguments(options), {
    name: "Pages and Worker",
    cwd: inRoot("frontend"), // The Pages configuration must be the one of the current directory.
    env: {
      ...wranglerEnvironment,
      ...(options.registryDir ? { WRANGLER_REGISTRY_PATH: options.registryDir } : {}),
    },
    onLine: (line) => {
      log.write(`${line}\n`);
      last.push(line);
      if (last.length > LINES_SHOWN_MAX) last.shift();
      if (line.includes(BUILD_FAILED)) broken = true;
      options.onLine?.(line);
    },
  });
  void child.exited.then(() => log.end());
  const lastLines = () => last.join("\n").trim();
  return { child, url, ready: () => waitForStatus(url, child, () => broken, lastLines), lastLines };
}

/**
 * Writes a copy of the Worker's configuration that can stand anywhere, with variables of its own beside it. `bundle` is a
 * Worker that was bundled before; without one wrangler bundles it from its sources, and watches them all.
 */
export async function writeWorkerConfig(
  dir: string,
  variables: Variables,
  bundle?: string,
): Promise<string> {
  const original = await readFile(inRoot("wrangler.toml"), "utf8");
  const file = path.join(dir, "wrangler.toml");
  await mkdir(dir, { recursive: true });
  const here = withAbsolutePaths(original, root);
  await writeFile(file, bundle ? withBundle(here, bundle) : here);
  const lines = Object.entries(variables).map(([name, value]) => formatDevVar(name, value));
  await writeFile(path.join(dir, ".dev.vars"), `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** Pure: the same configuration, readable from another directory. */
export function withAbsolutePaths(toml: string, base: string): string {
  return toml.replace(
    /^((?:main|migrations_dir)\s*=\s*)"([^"]*)"|(=\s*)"(\.{1,2}\/[^"]*)"/gm,
    (_all, named, place, equals, relative) =>
      `${named ?? equals}${JSON.stringify(path.resolve(base, place ?? relative))}`,
  );
}

/** Pure: the same Worker from a script that was bundled before. wrangler still puts around it what it needs locally. */
export const withBundle = (toml: string, script: string): string =>
  toml
    .replace(/^main\s*=.*$/m, () => `main = ${JSON.stringify(script)}`)
    .replace(/^minify\s*=.*\n/m, "");

function pagesDevArguments(options: PagesDevOptions): string[] {
  const workerConfig = options.workerConfig ?? inRoot("wrangler.toml");
  return [
    ...["pages", "dev", "-c", "wrangler.toml", "-c", workerConfig],
    ...["--port", String(options.port), "--inspector-port", "0"],
    ...["--persist-to", options.stateDir, "--show-interactive-dev-session=false"],
  ];
}

async function waitForStatus(
  url: string,
  child: Child,
  isBroken: () => boolean,
  lastLines: () => string,
): Promise<Response> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  while (performance.now() < deadline && !ended && !isBroken()) {
    const response = await askStatus(url);
    if (response) return response;
    await sleep(200);
  }
  await sleep(LAST_WORDS_MS); // The reason comes after the word that it failed.
  const late = `did not answer within ${READY_WITHIN_MS / 1000} s`;
  const what = isBroken() ? "did not build" : ended ? "ended by itself" : late;
  throw new Explained(`Pages and Worker ${what}. Their last words:\n\n${lastLines()}`);
}

/** Any answer counts, also one that reports a gateway out of reach: the Worker is there. */
async function askStatus(url: string): Promise<Response | undefined> {
  try {
    return await fetch(`${url}/api/status`, { signal: AbortSignal.timeout(10_000) });
  } catch {
    return undefined;
  }
}
