import { Router } from "@solidjs/router";
import { renderToString } from "solid-js/web";
import { addressOf } from "../build/addresses.ts";
import type { ShellPage } from "../build/shellPage.ts";
import { PAGES } from "./pages.ts";
import { Frame } from "./shared/frame/Frame.tsx";
import { StartFailure } from "./shared/frame/StartFailure.tsx";
import { readTexts, t } from "./shared/i18n/index.ts";
import { LANGUAGES, LOCALES } from "./shared/i18n/language.ts";
import { sessionData } from "./shared/pageData.ts";
import type { PageEntry } from "./shared/pages.ts";

/** Runs in Node, in the build (build/shells.ts). */
export async function renderShells(): Promise<ShellPage[]> {
  const pages: ShellPage[] = [];
  for (const { path, load, data = sessionData } of PAGES) {
    const { source } = (await load()) as unknown as { source: string };
    pages.push({ path, source, content: data.address, description: "", shells: [] });
  }
  for (const language of LANGUAGES) {
    await readTexts(language);
    const failure = renderToString(StartFailure);
    for (const [index, page] of PAGES.entries()) {
      const title = `${t(page.meta.title)} · ${t("common.brand")}`;
      pages[index]?.shells.push({
        language,
        tag: LOCALES[language],
        title,
        html: await draw(page),
        failure,
      });
    }
  }
  await readTexts("zh"); // As index.html is.
  for (const [index, page] of PAGES.entries()) {
    const entry = pages[index];
    if (entry) entry.description = t(page.meta.lead ?? "common.home.lead");
  }
  return pages;
}

async function draw(page: PageEntry): Promise<string> {
  const { default: component } = await page.load();
  return renderToString(() => (
    <Router
      root={(props) => <Frame pages={PAGES}>{props.children}</Frame>}
      url={addressOf(page.path) + (page.usualQuery ?? "")}
    >
      {[{ path: page.path, component }]}
    </Router>
  ));
}
