// Runs before the first paint, so that neither the theme nor the language flashes, and asks for the page's data while its
// code is on the way. The build puts it into every page, and its hash into the CSP.
// Mirrors createTheme.ts, language.ts and client.ts in src/shared/{primitives,i18n,api}.
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

  const path = root.dataset.content;
  if (!path) return;
  const language = root.lang.split("-")[0];
  const timeout = new AbortController(); // Safari 15 has no AbortSignal.timeout.
  setTimeout(() => timeout.abort(), 20_000);
  const answer = fetch(path, {
    headers: { Accept: "application/json", "Accept-Language": language },
    credentials: "same-origin",
    signal: timeout.signal,
  });
  answer.catch(() => {}); // client.ts handles the failure.
  globalThis.earlyAnswer = { path, language, answer };
})();
