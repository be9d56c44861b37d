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

/** Runs wrangler to its end without an input, so that it never waits for an answer. */
export function wrangler(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number; output: string }> {
  return runToEnd(tool.wrangler, args, {
    name: `wrangler ${args[0]}`,
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: { ...wranglerEnvironment, ...options.env },
  });
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
