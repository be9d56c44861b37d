/** A failure whose message says what happened and how to mend it; shown without a stack. */
export class Explained extends Error {
  override name = "Explained";
}

/** Runs one step and shows it as one line with the time it took. A step may answer with a remark. */
export async function step<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  const started = performance.now();
  const interactive = process.stdout.isTTY;
  if (interactive) process.stdout.write(`  … ${title}`);
  try {
    const answer = await work();
    const remark = typeof answer === "string" && answer ? ` (${answer})` : "";
    writeLine(`  ✓ ${title}${remark}`, started, interactive);
    return answer;
  } catch (error) {
    writeLine(`  ✗ ${title}`, started, interactive);
    throw error;
  }
}

export const seconds = (startedMs: number): string =>
  `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;

function writeLine(line: string, started: number, interactive: boolean): void {
  const start = interactive ? "\r\u001b[K" : "";
  process.stdout.write(`${start}${line.padEnd(60)} ${seconds(started)}\n`);
}

/** Shows an explained failure as its sentence and anything else with its stack, for a bug report. */
export function reportFailure(error: unknown): void {
  if (error instanceof Explained) console.error(`\n${error.message}`);
  else console.error(error);
}
