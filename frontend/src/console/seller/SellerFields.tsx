import { createSignal, For, Show } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import { month } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { keepSeller, type SellerProfile } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { Section } from "../parts/Facts.tsx";
import { useSession } from "../session.tsx";
import { faultsOf, formOf, inputOf, type SellerForm } from "./form.ts";
import { Line } from "./Line.tsx";
import { Taxes } from "./Taxes.tsx";
import { TaxIds } from "./TaxIds.tsx";

const TEXTS = [
  ["name", 200],
  ["address", 500],
  ["country", 2],
  ["email", 254],
  ["phone", 50],
  ["note", 1_000],
] as const;

interface SellerFieldsProps {
  seller: SellerProfile | null;
  onSaved: () => void;
}

export function SellerFields(props: SellerFieldsProps) {
  const { can } = useSession();
  const [form, setForm] = createStore<SellerForm>(formOf(props.seller));
  const [asking, setAsking] = createSignal(false);
  const [pressed, setPressed] = createSignal(false);
  const faults = () => faultsOf(form);
  const isWrong = (name: string) => pressed() && faults().some((fault) => fault === name);
  const locked = () => !can("invoices");
  const ask = () => {
    setPressed(true);
    if (faults().length === 0) setAsking(true);
  };
  return (
    <>
      <Section title={t("console.seller.who")}>
        <div class="seller-lines">
          <For each={TEXTS}>
            {([name, lengthMax]) => (
              <Line
                label={t(`console.seller.${name}`)}
                value={form[name]}
                lengthMax={lengthMax}
                disabled={locked()}
                invalid={isWrong(name)}
                onInput={(value) => setForm(name, value)}
              />
            )}
          </For>
        </div>
      </Section>
      <TaxIds form={form} setForm={setForm} locked={locked()} />
      <Taxes form={form} setForm={setForm} locked={locked()} />
      <Section title={t("console.seller.since")}>
        <p class="muted">{t("console.seller.sinceDesc")}</p>
        <Line
          label={t("console.column.month")}
          type="month"
          placeholder="2026-11"
          value={form.sincePeriod}
          disabled={locked()}
          invalid={isWrong("month")}
          onInput={(value) => setForm("sincePeriod", value)}
        />
      </Section>
      <Show when={pressed() && faults().length > 0}>
        <ul class="act-failure seller-faults" role="alert">
          <For each={faults()}>
            {(fault) => (
              <li>
                <Icon name="alert" /> {t(`console.sellerFault.${fault}`)}
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={!locked()}>
        <Button look="primary" onClick={ask}>
          {t("console.seller.save")}
        </Button>
      </Show>
      <ActDialog
        open={asking()}
        title={t("console.seller.askTitle")}
        desc={t("console.seller.askDesc")}
        facts={[
          { name: t("console.seller.name"), value: <strong>{form.name}</strong> },
          {
            name: t("console.seller.since"),
            value: form.sincePeriod && faults().length === 0 ? month(form.sincePeriod) : "",
          },
        ]}
        act={t("console.seller.save")}
        onAct={() => keepSeller(inputOf(structuredClone(unwrap(form))))}
        done={t("console.seller.saved")}
        onDone={props.onSaved}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
