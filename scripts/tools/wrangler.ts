import { setTimeout } from "node:timers/promises";
import { runToEnd } from "./children.ts";
import { tool } from "./paths.ts";
import { Explained } from "./steps.ts";

/** No questions, no telemetry, no look at the network that a local run does not need. */
export const wranglerEnvironment = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
};

type Ended = { code: number; output: string };

const BUSY_ATTEMPTS_MAX = 6;
const BUSY_PAUSE_MS = 250;

/**
 * Runs again what found the local D1 locked by the product that runs beside it. SQLite refuses such a statement as a
 * whole (SQLITE_BUSY), so nothing is written twice.
 */
export async function whileBusy(
  run: () => Promise<Ended>,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Ended> {
  for (let attempt = 1; ; attempt++) {
    const ended = await run();
    const busy = ended.code !== 0 && ended.output.includes("SQLITE_BUSY");
    if (!busy || attempt === BUSY_ATTEMPTS_MAX) return ended;
    await pause(BUSY_PAUSE_MS * attempt);
  }
}

/** Runs wrangler to its end without an input, so that it never waits for an answer. */
export function wrangler(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return whileBusy(() =>
    runToEnd(tool.wrangler, args, {
      name: `wrangler ${args[0]}`,
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: { ...wranglerEnvironment, ...options.env },
    }),
  );
}

/** As `wrangler`, for a call that must succeed; its output becomes part of the explanation. */
export async function wranglerOrExplain(
  sentence: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { code, output } = await wrangler(args, options);
  if (code !== 0) throw new Explained(`${sentence}\n\n${output.trim()}`);
  return output;
}
