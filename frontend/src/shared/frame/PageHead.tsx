import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { t } from "../i18n/index.ts";
import type { PageEntry } from "../pages.ts";
import { PATHS } from "../paths.ts";
import { ownTitle } from "../primitives/pageTitle.ts";
import { Icon } from "../ui/Icon.tsx";
import { Words } from "../ui/Words.tsx";

export function PageHead(props: { page: PageEntry }) {
  return (
    <>
      <div class="page-head">
        <A
          class="icon-button"
          href={props.page.back ?? PATHS.home}
          aria-label={
            props.page.back === PATHS.home ? t("common.action.backHome") : t("common.action.back")
          }
        >
          <Icon name="back" />
        </A>
        <h1>
          <Words text={ownTitle() ?? t(props.page.meta.title)} />
        </h1>
      </div>
      <Show when={props.page.meta.lead} keyed>
        {(lead) => <p class="page-lead muted">{t(lead)}</p>}
      </Show>
    </>
  );
}
