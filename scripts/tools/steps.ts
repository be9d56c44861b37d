/** A failure whose message says what happened and how to mend it; shown without a stack. */
export class Explained extends Error {
  override name = "Explained";
}

/** How often a step that is still running says so. */
const LIVE_EVERY_MS = 1_000;
const LINE_EVERY_MS = 5_000;
const TITLE_WIDTH = 60;

/** What a reporter of steps needs from outside; a test gives its own. */
export interface StepOutput {
  /** A terminal shows one line that changes; a file or a pipe gets a new line each time. */
  isTerminal: boolean;
  write(text: string): void;
  nowMs(): number;
  /** Calls until the answer is called. */
  every(intervalMs: number, call: () => void): () => void;
}

type RunStep = <T>(title: string, work: () => Promise<T> | T) => Promise<T>;

/** Names each step before it begins, says that it still runs, and how long it took. A step may answer with a remark. */
export function createSteps(output: StepOutput): RunStep {
  const { isTerminal, write, nowMs } = output;
  const line = (text: string, startedMs: number) =>
    `${text.padEnd(TITLE_WIDTH)} ${elapsed(nowMs() - startedMs)}`;
  const show = (text: string) => write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
  const finish = (text: string) => write(isTerminal ? `\r\u001b[K${text}\n` : `${text}\n`);

  return async (title, work) => {
    const startedMs = nowMs();
    show(`  … ${title}`);
    const stop = output.every(isTerminal ? LIVE_EVERY_MS : LINE_EVERY_MS, () =>
      show(line(`  … ${title}${isTerminal ? "" : " (still running)"}`, startedMs)),
    );
    try {
      const answer = await work();
      const remark = typeof answer === "string" && answer ? ` (${answer})` : "";
      finish(line(`  ✓ ${title}${remark}`, startedMs));
      return answer;
    } catch (error) {
      finish(line(`  ✗ ${title}`, startedMs));
      throw error;
    } finally {
      stop();
    }
  };
}

export const step = createSteps({
  isTerminal: process.stdout.isTTY,
  write: (text) => process.stdout.write(text),
  nowMs: () => performance.now(),
  every: (intervalMs, call) => {
    const timer = setInterval(call, intervalMs).unref();
    return () => clearInterval(timer);
  },
});

export const seconds = (startedMs: number): string => elapsed(performance.now() - startedMs);

const elapsed = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`;

/** Shows an explained failure as its sentence and anything else with its stack, for a bug report. */
export function reportFailure(error: unknown): void {
  if (error instanceof Explained) console.error(`\n${error.message}`);
  else console.error(error);
}
