/** A page that is never idle acts at last. */
const IDLE_WITHIN_MS = 3_000;
/** Safari has no idle callback: about when the centre has been read and drawn. */
const IDLE_GUESS_MS = 1_000;

/** What nobody waits for yet, once the page has drawn what somebody does. */
export function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: IDLE_WITHIN_MS });
  else setTimeout(act, IDLE_GUESS_MS);
}
