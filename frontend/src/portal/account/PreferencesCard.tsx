import { createUniqueId, For, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { LANGUAGES } from "../../shared/i18n/language.ts";
import type { AccountInput } from "../api.ts";
import { Field } from "../form/Field.tsx";
import { Options } from "../form/Options.tsx";
import type { AccountForm } from "./createAccount.ts";
import { languageName, ownTimeZone, timeZones } from "./places.ts";

/** The language of documents, and the time zone. */
export function PreferencesCard(props: { of: AccountForm }) {
  const { draft, change, problems } = props.of;
  const zones = createUniqueId();
  const isOwn = () => draft.timeZone === ownTimeZone() || ownTimeZone() === "";
  return (
    <section class="card portal-card">
      <h2>{t("portal.account.preferences")}</h2>
      <div class="form-grid">
        <Options
          label={t("portal.account.language")}
          path="language"
          value={draft.language ?? ""}
          options={[
            { value: "", text: t("portal.account.languageOfReader") },
            ...LANGUAGES.map((value) => ({ value, text: languageName(value) })),
          ]}
          problems={problems}
          hint={t("portal.account.languageHint")}
          onChoose={(value) => change("language", (value || null) as AccountInput["language"])}
        />
        <Field
          label={t("portal.account.timeZone")}
          path="timeZone"
          value={draft.timeZone ?? ""}
          problems={problems}
          hint={t("portal.account.timeZoneHint")}
          list={zones}
          code
          lengthMax={64}
          onInput={(value) => change("timeZone", value.trim() || null)}
        >
          <datalist id={zones}>
            <For each={timeZones()}>{(zone) => <option value={zone} />}</For>
          </datalist>
          <Show when={!isOwn()}>
            <button
              type="button"
              class="text-button small"
              onClick={() => change("timeZone", ownTimeZone())}
            >
              {t("portal.account.useOwnZone", { zone: ownTimeZone() })}
            </button>
          </Show>
        </Field>
      </div>
    </section>
  );
}
