import { embedding } from "../embedding.ts";

/** Leaves for another site's page. `onBack`: the browser shows this page again as it was left, by its "back". */
export function leaveFor(url: string, onBack: () => void): void {
  const frame = embedding();
  if (frame) {
    frame.leave(url);
    onBack(); // This page stays.
    return;
  }
  window.addEventListener("pageshow", onBack, { once: true });
  location.assign(url);
}
