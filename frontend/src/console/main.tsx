import { render } from "solid-js/web";
import { loadLanguage } from "../shared/i18n/index.ts";
import "../shared/styles/index.css";
import { App } from "./app.tsx";
import { loadTexts } from "./i18n.ts";
import "./styles/index.css";

const RELOAD_AFTER_MS = 10_000;

start().catch((error: unknown) => {
  console.error(error);
  // Without the texts there are no words to say it in: the browser's own reload is what is left.
  setTimeout(() => location.reload(), RELOAD_AFTER_MS);
});

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) throw new Error("console.html has no #app");
  await Promise.all([loadLanguage(), loadTexts()]);
  root.replaceChildren();
  render(App, root);
}
