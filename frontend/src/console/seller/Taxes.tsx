import { For } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import { type SellerForm, TAX_CLASSES } from "./form.ts";
import { Line } from "./Line.tsx";
import { taxClassName } from "./words.ts";

interface TaxesProps {
  form: SellerForm;
  setForm: SetStoreFunction<SellerForm>;
  locked: boolean;
}

/** Rates by kind of sale, and whether the prices have the tax in them. */
export function Taxes(props: TaxesProps) {
  return (
    <Section title={t("console.seller.taxes")}>
      <p class="muted">{t("console.seller.taxesDesc")}</p>
      <For each={TAX_CLASSES}>
        {(name) => {
          const what = () => taxClassName(name);
          return (
            <div class="seller-lines">
              <Line
                label={t("console.seller.rateOf", { kind: what() })}
                value={props.form.taxes[name].rate}
                lengthMax={6}
                disabled={props.locked}
                onInput={(value) => props.setForm("taxes", name, "rate", value)}
              />
              <Line
                label={t("console.seller.markOf", { kind: what() })}
                value={props.form.taxes[name].mark}
                lengthMax={4}
                disabled={props.locked}
                onInput={(value) => props.setForm("taxes", name, "mark", value)}
              />
            </div>
          );
        }}
      </For>
      <fieldset class="scopes">
        <legend>{t("console.seller.prices")}</legend>
        <For each={[true, false]}>
          {(inside) => (
            <label>
              <input
                type="radio"
                name="prices"
                disabled={props.locked}
                checked={props.form.pricesIncludeTax === inside}
                onChange={() => props.setForm("pricesIncludeTax", inside)}
              />
              <span>
                {t(inside ? "console.invoice.taxesInside" : "console.invoice.taxesOnTop")}
              </span>
            </label>
          )}
        </For>
      </fieldset>
    </Section>
  );
}
