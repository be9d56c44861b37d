import { BATCH_PATH } from "../api/analytics.ts";

/** The browser delivers it after the page has gone. The Worker adds the project's key. */
export function sendOnLeaving(batch: object[]): void {
  if (batch.length === 0) return;
  const body = JSON.stringify({ batch, sent_at: new Date().toISOString() });
  navigator.sendBeacon(BATCH_PATH, new Blob([body], { type: "application/json" }));
}
