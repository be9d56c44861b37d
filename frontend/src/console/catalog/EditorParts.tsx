import { For, Show } from "solid-js";
import { LANGUAGES, type Language, REQUEST_TAGS } from "../../shared/i18n/language.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import type { CatalogItem } from "./api.ts";
import type { Editor } from "./createEditor.ts";
import { changedPaths, type Edit, valueAt } from "./edit.ts";
import { FieldView, Labelled, TextField } from "./Fields.tsx";
import { nameOfField, nameOfPath } from "./labels.ts";
import { Preview } from "./Preview.tsx";

/** Everything that is typed: the id of what is new, what is alike in all languages, the texts of each. */
export const AllFields = (props: { of: Editor; isNew: boolean }) => (
  <>
    <Show when={props.isNew}>
      <Section title={t("console.catalog.newId")}>
        <NewId of={props.of} />
      </Section>
    </Show>
    <Section title={t("console.catalog.terms")}>
      <div class="editor-grid">
        <For each={props.of.noun.fields}>
          {(field) => <FieldView of={props.of} field={field} />}
        </For>
      </div>
      <Show when={props.of.noun.isAtStripe}>
        <p class="small muted">{t("console.catalog.stripeHint")}</p>
      </Show>
    </Section>
    <Section title={t("console.catalog.texts")}>
      <div class="editor-languages">
        <For each={LANGUAGES}>
          {(language) => <LanguageFields of={props.of} language={language} />}
        </For>
      </div>
    </Section>
  </>
);

const NewId = (props: { of: Editor }) => (
  <Labelled
    label={nameOfField("id")}
    note={t("console.catalog.rule.id")}
    wrong={props.of.isWrong("id") || props.of.failure()?.code === "CATALOG_ID_TAKEN"}
  >
    {(own) => (
      <input
        {...own}
        class="day"
        required
        maxLength={64}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={props.of.id()}
        onInput={(event) => props.of.setId(event.currentTarget.value)}
      />
    )}
  </Labelled>
);

/** The texts of one language, with the card that they make. */
const LanguageFields = (props: { of: Editor; language: Language }) => (
  <fieldset class="editor-language">
    <legend>{t(`console.catalog.language.${props.language}`)}</legend>
    <For each={Object.entries(props.of.noun.texts)}>
      {([field, kind]) => (
        <TextField
          of={props.of}
          path={`texts.${props.language}.${field}`}
          label={nameOfField(field)}
          kind={kind}
          lang={REQUEST_TAGS[props.language]}
        />
      )}
    </For>
    <p class="small muted">{t("console.catalog.preview")}</p>
    <Preview noun={props.of.noun} typed={props.of.typed()} language={props.language} />
  </fieldset>
);

/** What is missing, and what keeps it from being shown. */
export function Findings(props: { item: CatalogItem | null }) {
  const missing = () =>
    (props.item?.missing ?? []).map(({ language, field }) =>
      nameOfPath(`texts.${language}.${field}`),
    );
  return (
    <>
      <Show when={(props.item?.faults.length ?? 0) > 0}>
        <p class="act-failure finding" role="status">
          <Icon name="alert" />
          {t("console.catalog.atFault", {
            fields: (props.item?.faults ?? [])
              .map(({ field, message }) => `${field}: ${message}`)
              .join("; "),
          })}
        </p>
      </Show>
      <Show when={missing().length > 0}>
        <p class="finding muted">
          {t("console.catalog.missing", { fields: missing().join(", ") })}
        </p>
      </Show>
    </>
  );
}

/** Prices and names that Stripe has in its own books. */
export const forStripe = (before: Edit, after: Edit): string[] =>
  changedPaths(["prices", "texts.en.name", "texts.zh.name"], before, after).map(
    (path) => `${nameOfPath(path)}: ${said(valueAt(before, path))} → ${said(valueAt(after, path))}`,
  );

const said = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(({ currency, amount }) => `${currency} ${amount}`).join(", ")
    : String(value);

export const StripeNote = (props: { changed: string[] }) => (
  <Show when={props.changed.length > 0}>
    <section class="card console-section conflict" role="status">
      <h2>{t("console.catalog.stripe.title")}</h2>
      <ul>
        <For each={props.changed}>{(line) => <li>{line}</li>}</For>
      </ul>
      <p>{t("console.catalog.stripe.desc")}</p>
      <code>{t("console.catalog.stripe.command")}</code>
    </section>
  </Show>
);
