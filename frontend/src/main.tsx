import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { PAGES } from "./pages.ts";
import { loadLanguage } from "./shared/i18n/index.ts";
import { pageAt } from "./shared/pages.ts";
import { isConnected } from "./shared/primitives/connection.ts";
import { destination } from "./shared/primitives/destination.ts";
import { isLoadingOptional } from "./shared/primitives/optional.ts";
import { drawInPieces, nextTask } from "./shared/primitives/pieces.ts";
import { remember, remembered } from "./shared/primitives/storage.ts";
import "./shared/styles/index.css";
import "./shop/styles/index.css";
import "./portal/styles/index.css";
import "./site/styles.css";

const RELOADED_KEY = "ec.reloaded";
const RELOAD_INTERVAL_MS_MIN = 60_000;

let reloading = false;

// A page opened before a deployment asks for files that no longer exist. Loading the wanted page from the server fixes it;
// once, never in a loop.
window.addEventListener("vite:preloadError", (event) => {
  if (isLoadingOptional()) return;
  if (!isConnected()) return; // The browser's own error page would be all that is left.
  const passedMs = Math.abs(Date.now() - Number(remembered(RELOADED_KEY)));
  if (passedMs < RELOAD_INTERVAL_MS_MIN) return;
  event.preventDefault();
  reloading = true;
  remember(RELOADED_KEY, String(Date.now()));
  const wanted = destination();
  if (wanted === undefined) location.reload();
  else location.assign(wanted);
});

start().catch((error: unknown) => {
  if (!reloading) tellFailure(error);
});

/** A function, since a module that waits at its top level would block the chunks that import from it. */
async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) throw new Error("index.html has no #app");
  // The page's own code and the language arrive side by side; until both are there the shell stands.
  const page = pageAt(PAGES, location.pathname)?.load();
  await Promise.all([loadLanguage(), page?.catch(() => undefined)]);
  await nextTask();
  // Drawn beside the outline, which stands until the whole page takes its place: nobody sees the pieces.
  const drawn = root.cloneNode() as HTMLElement;
  drawn.removeAttribute("inert");
  await drawInPieces(
    () => render(App, drawn),
    () => root.replaceWith(drawn),
  );
}

/** The built page has a notice for it (inline/shell.js); the development server's has none. */
function tellFailure(error: unknown): void {
  const tell = Reflect.get(globalThis, "failStart") as ((error: unknown) => void) | undefined;
  if (!tell) throw error;
  tell(error);
}
