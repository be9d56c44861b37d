import { createEffect, createSignal } from "solid-js";
import { createMediaQuery } from "./createMediaQuery.ts";
import { remember, remembered } from "./storage.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "ec.theme"; // inline/early.js reads it before the first paint.
const BACKGROUND = { light: "#f6f7f9", dark: "#0e1015" };

/** The chosen scheme, remembered; "system" follows the device as it changes. */
export function createTheme() {
  const before = remembered(STORAGE_KEY);
  const [theme, setTheme] = createSignal<Theme>(
    before === "light" || before === "dark" ? before : "system",
  );
  const systemIsDark = createMediaQuery("(prefers-color-scheme: dark)");
  const isDark = () => theme() === "dark" || (theme() === "system" && systemIsDark());

  createEffect(() => {
    const root = document.documentElement;
    const chosen = theme();
    if (chosen === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    document
      .querySelector('meta[name="theme-color"]')
      ?.setAttribute("content", BACKGROUND[isDark() ? "dark" : "light"]);
  });

  const choose = (next: Theme) => {
    remember(STORAGE_KEY, next === "system" ? null : next);
    setTheme(next);
  };
  return { theme, isDark, choose };
}
