import { Index, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../form/Field.tsx";
import { Options } from "../form/Options.tsx";
import type { AccountForm } from "./createAccount.ts";

const KINDS = ["cn", "eu", "jp"] as const;
const TAX_IDS_MAX = 5;

/** Numbers that tax offices know the customer by; each is checked by its own rules. */
export function TaxIdsCard(props: { of: AccountForm }) {
  const { draft, change } = props.of;
  return (
    <section class="card portal-card">
      <h2>{t("portal.account.taxIds")}</h2>
      <Show when={draft.taxIds.length === 0}>
        <p class="muted small">{t("portal.account.taxIdsHint")}</p>
      </Show>
      <Index each={draft.taxIds}>{(_, at) => <TaxId of={props.of} at={at} />}</Index>
      <Show when={draft.taxIds.length < TAX_IDS_MAX}>
        <Button
          class="form-add"
          onClick={() => change("taxIds", (ids) => [...ids, { kind: "cn", value: "" }])}
        >
          {t("portal.account.addTaxId")}
        </Button>
      </Show>
    </section>
  );
}

function TaxId(props: { of: AccountForm; at: number }) {
  const { draft, change, problems } = props.of;
  const row = () => draft.taxIds[props.at];
  return (
    <Show when={row()}>
      {(taxId) => (
        <fieldset
          class="form-grid form-row"
          aria-label={t("portal.account.taxIdNo", { number: props.at + 1 })}
        >
          <Options
            label={t("portal.account.taxKind")}
            path={`taxIds.${props.at}.kind`}
            value={taxId().kind}
            options={KINDS.map((value) => ({ value, text: t(`portal.taxKind.${value}`) }))}
            problems={problems}
            onChoose={(kind) => change("taxIds", props.at, "kind", kind as "cn")}
          />
          <Field
            label={t("portal.account.taxValue")}
            path={`taxIds.${props.at}.value`}
            value={taxId().value}
            problems={problems}
            code
            lengthMax={40}
            onInput={(value) => change("taxIds", props.at, "value", value)}
          />
          <Button
            class="form-remove"
            aria-label={t("portal.account.removeTaxId", { number: props.at + 1 })}
            onClick={() => change("taxIds", (ids) => ids.filter((_, at) => at !== props.at))}
          >
            {t("portal.form.remove")}
          </Button>
        </fieldset>
      )}
    </Show>
  );
}
