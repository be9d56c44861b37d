/** On a page that is never idle it runs after this time. */
const IDLE_WITHIN_MS = 3_000;
/** Safari has no idle callback. By then a page has usually been read and drawn. */
const IDLE_GUESS_MS = 1_000;

/** Runs low-priority work once the page has been drawn. */
export function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: IDLE_WITHIN_MS });
  else setTimeout(act, IDLE_GUESS_MS);
}
