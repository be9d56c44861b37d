import { A } from "@solidjs/router";
import { For } from "solid-js";
import { useSite } from "../../shared/frame/site.tsx";
import { t } from "../../shared/i18n/index.ts";
import { selectableLinks } from "../../shared/pages.ts";

export default function NotFound() {
  const { pages } = useSite();
  return (
    <div class="page narrow centred">
      <p class="not-found-mark" aria-hidden="true">
        404
      </p>
      <h1>{t("common.notFound.title")}</h1>
      <p class="muted">{t("common.notFound.desc")}</p>
      <ul class="link-list">
        <For each={selectableLinks(pages)}>
          {({ path, title }) => (
            <li>
              <A class="button plain" href={path}>
                {t(title)}
              </A>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
