import { readFileSync } from "node:fs";

/** Clock ticks per second in /proc, the same on every Linux that workerd runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has taken since it began, or null where /proc does not say. */
export function cpuSeconds(pid: number | null): number | null {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold blanks; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}
