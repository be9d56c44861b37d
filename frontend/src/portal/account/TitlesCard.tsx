import { Index, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { NEW_TITLE, TitleFields } from "../form/TitleFields.tsx";
import type { AccountForm } from "./createAccount.ts";

const TITLES_MAX = 10;

/** Whom fapiao may be made out to, to choose from when one is asked for. */
export function TitlesCard(props: { of: AccountForm }) {
  const { draft, change, problems } = props.of;
  return (
    <section class="card portal-card">
      <h2>{t("portal.account.titles")}</h2>
      <Show when={draft.invoiceTitles.length === 0}>
        <p class="muted small">{t("portal.account.titlesHint")}</p>
      </Show>
      <Index each={draft.invoiceTitles}>
        {(title, at) => (
          <fieldset class="form-row" aria-label={t("portal.account.titleNo", { number: at + 1 })}>
            <TitleFields
              title={title()}
              prefix={`invoiceTitles.${at}.`}
              problems={problems}
              onChange={(changes) => change("invoiceTitles", at, changes)}
            />
            <Button
              class="form-remove"
              aria-label={t("portal.account.removeTitle", { number: at + 1 })}
              onClick={() =>
                change("invoiceTitles", (titles) => titles.filter((_, index) => index !== at))
              }
            >
              {t("portal.form.remove")}
            </Button>
          </fieldset>
        )}
      </Index>
      <Show when={draft.invoiceTitles.length < TITLES_MAX}>
        <Button
          class="form-add"
          onClick={() => change("invoiceTitles", (titles) => [...titles, { ...NEW_TITLE }])}
        >
          {t("portal.account.addTitle")}
        </Button>
      </Show>
    </section>
  );
}
