import { onCleanup, onMount } from "solid-js";

/**
 * A page must follow the operator's switches within a minute, of which the server's cache may use most. The answers are
 * small and cached, so a visible page asks this often.
 */
const REFRESH_INTERVAL_MS = 15_000;

/** Reloads while the page is visible: at intervals, and at once when it becomes visible or online again. */
export function createRefresh(
  reload: () => Promise<void>,
  intervalMs: number = REFRESH_INTERVAL_MS,
): void {
  const refresh = () => document.visibilityState === "visible" && void reload();
  onMount(() => {
    const timer = setInterval(refresh, intervalMs);
    document.addEventListener("visibilitychange", refresh);
    window.addEventListener("online", refresh);
    onCleanup(() => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
      window.removeEventListener("online", refresh);
    });
  });
}
