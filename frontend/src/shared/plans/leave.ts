/** Leaves for another site's page. `onBack`: the browser shows this page again as it was left, by its "back". */
export function leaveFor(url: string, onBack: () => void): void {
  window.addEventListener("pageshow", onBack, { once: true });
  location.assign(url);
}
