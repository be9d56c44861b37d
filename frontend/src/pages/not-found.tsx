import { A } from "@solidjs/router";
import { For } from "solid-js";
import { t } from "../i18n/index.ts";
import { selectableLinks } from "../routes.ts";

export default function NotFound() {
  return (
    <div class="page narrow centred">
      <p class="not-found-mark" aria-hidden="true">
        404
      </p>
      <h1>{t("common.notFound.title")}</h1>
      <p class="muted">{t("common.notFound.desc")}</p>
      <ul class="link-list">
        <For each={selectableLinks()}>
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
