import { render } from "solid-js/web";
import { isLoadingOptional } from "./analytics/optional.ts";
import { App } from "./app.tsx";
import { loadLanguage } from "./i18n/index.ts";
import { remember, remembered } from "./primitives/storage.ts";
import { pageAt } from "./routes.ts";
import "./styles/index.css";

const RELOADED_KEY = "ec.reloaded";
const RELOAD_INTERVAL_MS_MIN = 60_000;

// A page opened before a deployment asks for files that are gone. Loading afresh mends it; once, not in a circle.
window.addEventListener("vite:preloadError", (event) => {
  if (isLoadingOptional()) return;
  if (Date.now() - Number(remembered(RELOADED_KEY)) < RELOAD_INTERVAL_MS_MIN) return;
  event.preventDefault();
  remember(RELOADED_KEY, String(Date.now()));
  location.reload();
});

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");

// The page's own code and the language arrive side by side.
pageAt(location.pathname)
  ?.load()
  .catch(() => undefined);
await loadLanguage();
render(App, root);
