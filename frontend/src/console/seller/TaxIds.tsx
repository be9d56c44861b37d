import { createUniqueId, Index, Show } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import { TAX_ID_KINDS, type TaxIdKind } from "../../../../worker/domain/invoice/tax-id.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import type { SellerForm } from "./form.ts";
import { Line } from "./Line.tsx";

const TAX_IDS_MAX = 5;

interface TaxIdsProps {
  form: SellerForm;
  setForm: SetStoreFunction<SellerForm>;
  locked: boolean;
}

/** The seller's tax numbers, of which documents show all. */
export function TaxIds(props: TaxIdsProps) {
  const add = () =>
    props.setForm("taxIds", (before) => [...before, { kind: "cn" as const, value: "" }]);
  const remove = (at: number) =>
    props.setForm("taxIds", (before) => before.filter((_, index) => index !== at));
  return (
    <Section
      title={t("console.seller.taxIds")}
      acts={
        <Show when={!props.locked && props.form.taxIds.length < TAX_IDS_MAX}>
          <Button onClick={add}>{t("console.seller.addTaxId")}</Button>
        </Show>
      }
    >
      <Index each={props.form.taxIds}>
        {(taxId, at) => (
          <div class="seller-lines">
            <Kind
              value={taxId().kind}
              locked={props.locked}
              onChange={(kind) => props.setForm("taxIds", at, "kind", kind)}
            />
            <Line
              label={t("console.seller.taxNumber")}
              value={taxId().value}
              lengthMax={40}
              disabled={props.locked}
              onInput={(value) => props.setForm("taxIds", at, "value", value)}
            />
            <Show when={!props.locked}>
              <Button onClick={() => remove(at)}>{t("console.seller.removeTaxId")}</Button>
            </Show>
          </div>
        )}
      </Index>
      <Show when={props.form.taxIds.length === 0}>
        <p class="muted">{t("console.party.notStated")}</p>
      </Show>
    </Section>
  );
}

function Kind(props: { value: TaxIdKind; locked: boolean; onChange: (kind: TaxIdKind) => void }) {
  const id = createUniqueId();
  return (
    <div class="filter">
      <label for={id}>{t("console.column.kind")}</label>
      <span class="select">
        <select
          id={id}
          disabled={props.locked}
          onChange={(event) => props.onChange(event.currentTarget.value as TaxIdKind)}
        >
          {TAX_ID_KINDS.map((kind) => (
            <option value={kind} selected={kind === props.value}>
              {t(`console.taxId.${kind}`)}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  );
}
