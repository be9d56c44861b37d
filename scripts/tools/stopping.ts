import { setTimeout as sleep } from "node:timers/promises";
import { reportFailure } from "./steps.ts";

/** Longer than any child gets to end by itself; then this process goes, and the guards end the rest. */
const STOP_WITHIN_MS = 10_000;
const HANGUP_SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
let cleaning: Promise<unknown> | undefined;

/**
 * Runs the clean-up once, whatever ends this process: a signal, the end of the npm above us, or a bug.
 * A wanted stop is a success for a server (code 0) and an abort for a run that has a result.
 */
export function onStop(cleanUp: () => Promise<unknown>, options: { codeOnSignal: number }): void {
  const stop = async (code: number) => {
    if (cleaning) return; // Ctrl-C reaches us twice: from the terminal and from npm.
    cleaning = Promise.race([cleanUp().catch(reportFailure), sleep(STOP_WITHIN_MS)]);
    await cleaning;
    process.exit(code);
  };
  for (const signal of HANGUP_SIGNALS) process.on(signal, () => void stop(options.codeOnSignal));
  process.on("disconnect", () => void stop(options.codeOnSignal));
  process.channel?.unref(); // Listening alone must not keep a finished script alive.
  process.on("uncaughtException", (error) => {
    reportFailure(error);
    void stop(1);
  });
  // A closed terminal makes every later line fail; that is no reason to skip the clean-up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** True once a stop has begun: failures from then on are its consequence and not worth a word. */
export const isStopping = (): boolean => cleaning !== undefined;
