// Runs before the first paint, so that neither the theme nor the language flashes. The CSP allows no inline script.
// Mirrors src/primitives/createTheme.ts and src/i18n/language.ts.
(() => {
  const root = document.documentElement;
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage is switched off: follow the system.
    }
  };

  const theme = remembered("ec.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const dark =
    theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute("content", dark ? "#0e1015" : "#f6f7f9");

  const tags = { zh: "zh-CN", en: "en", jp: "ja" };
  const byPrefix = { zh: "zh", en: "en", ja: "jp" };
  const chosen = remembered("ec.language");
  const spoken = (navigator.languages ?? [navigator.language])
    .map((tag) => byPrefix[tag.toLowerCase().split("-")[0]])
    .find(Boolean);
  root.lang = tags[chosen] ?? tags[spoken] ?? "en";
})();
