import { createSignal } from "solid-js";

/**
 * The page's time is the server's, counted on the browser's monotonic clock: a device clock that is wrong, or is set while
 * the page is open, changes nothing that is shown.
 */

/** An answer's own time has no fractions of a second, and the way takes some: less than this is no gap. */
const GAP_MS_MIN = 5_000;

/** How far the server's clock is ahead of the monotonic one. Each answer bounds it from below. */
let aheadMs: number | undefined;
/** How long the monotonic clock stood still: some browsers stop it while the device sleeps. */
let sleptMs = 0;

const [isTimeKnown, setTimeKnown] = createSignal(false);

/** Whether an answer has told the server's time. */
export { isTimeKnown };

/** Takes what an answer said of the server's time. */
export function noteServerTime(serverMs: number, monotonicMs: number = performance.now()): void {
  const seenMs = serverMs - monotonicMs;
  if (aheadMs === undefined) aheadMs = seenMs;
  if (seenMs - aheadMs > GAP_MS_MIN) sleptMs += seenMs - aheadMs;
  aheadMs = Math.max(aheadMs, seenMs);
  setTimeKnown(true);
}

/** Milliseconds since some moment, for measuring: never set back, and caught up after a sleep. */
export const steadyNow = (): number => performance.now() + sleptMs;

/** The time of day, epoch ms. Before the first answer only the device knows one. */
export const serverNow = (): number =>
  aheadMs === undefined ? Date.now() : performance.now() + aheadMs;

/** The server tells its time in whole seconds, on its way for a moment: an instant nearer than this is now. */
const NOW_MS = 60_000;

/** Whether an instant of the server's, ISO 8601, is yet to come. */
export const isYetToCome = (instant: string): boolean => Date.parse(instant) - serverNow() > NOW_MS;

/** For tests: as when the page opens. */
export function forgetServerTime(): void {
  aheadMs = undefined;
  sleptMs = 0;
  setTimeKnown(false);
}
