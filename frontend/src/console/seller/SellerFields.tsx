import { createSignal, For, Show } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import { month } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { SellerNow } from "../api/invoices.ts";
import { Conflict } from "../catalog/Conflict.tsx";
import { valueAt } from "../catalog/edit.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { Section } from "../parts/Facts.tsx";
import { LeaveDialog } from "../parts/LeaveDialog.tsx";
import { useSession } from "../session.tsx";
import { createSellerForm } from "./createSellerForm.ts";
import type { SellerFault, SellerForm } from "./form.ts";
import { Line } from "./Line.tsx";
import { Taxes } from "./Taxes.tsx";
import { TaxIds } from "./TaxIds.tsx";
import { nameOfPath, wordsOf } from "./words.ts";

const TEXTS = [
  ["name", 200],
  ["address", 500],
  ["country", 2],
  ["email", 254],
  ["phone", 50],
  ["note", 1_000],
] as const;

export function SellerFields(props: { start: SellerNow }) {
  const { can } = useSession();
  // Read once: what is typed is not to be changed below the operator's hands. A save answers with what stands.
  const seller = createSellerForm(props.start);
  const { form, setForm, faults } = seller;
  let top!: HTMLDivElement;
  const [asking, setAsking] = createSignal(false);
  const [pressed, setPressed] = createSignal(false);
  const isWrong = (name: string) => pressed() && faults().some((fault) => fault === name);
  const locked = () => !can("invoices");
  const ask = () => {
    setPressed(true);
    if (faults().length === 0) setAsking(true);
  };
  const save = async () => {
    const answer = await seller.submit();
    if (seller.differences().length > 0) {
      setAsking(false);
      // The button is a long way below it.
      requestAnimationFrame(() => top.scrollIntoView({ block: "start" }));
    }
    return answer;
  };
  return (
    <>
      <div ref={top} class="below-bar" />
      <Conflict
        differences={seller.differences()}
        at={seller.seen().updatedAt}
        value={(path) => valueAt({ ...form }, path)}
        change={seller.change}
        nameOf={nameOfPath}
        wordsOf={wordsOf}
      />
      <Who form={form} setForm={setForm} locked={locked()} isWrong={isWrong} />
      <TaxIds form={form} setForm={setForm} locked={locked()} />
      <Taxes form={form} setForm={setForm} locked={locked()} />
      <Since form={form} setForm={setForm} locked={locked()} isWrong={isWrong} />
      <Show when={pressed() && faults().length > 0}>
        <Faults faults={faults()} />
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
        onAct={save}
        done={t("console.seller.saved")}
        onDone={() => setPressed(false)}
        onClose={() => setAsking(false)}
      />
      <LeaveDialog isChanged={seller.isChanged()} onDiscard={seller.discard} />
    </>
  );
}

interface PartProps {
  form: SellerForm;
  setForm: SetStoreFunction<SellerForm>;
  locked: boolean;
  isWrong: (name: string) => boolean;
}

function Who(props: PartProps) {
  return (
    <Section title={t("console.seller.who")}>
      <div class="seller-lines">
        <For each={TEXTS}>
          {([name, lengthMax]) => (
            <Line
              label={t(`console.seller.${name}`)}
              value={props.form[name]}
              lengthMax={lengthMax}
              disabled={props.locked}
              invalid={props.isWrong(name)}
              onInput={(value) => props.setForm(name, value)}
            />
          )}
        </For>
      </div>
    </Section>
  );
}

/** From which month on invoices are issued. */
function Since(props: PartProps) {
  return (
    <Section title={t("console.seller.since")}>
      <p class="muted">{t("console.seller.sinceDesc")}</p>
      <Line
        label={t("console.column.month")}
        type="month"
        placeholder="2026-11"
        value={props.form.sincePeriod}
        disabled={props.locked}
        invalid={props.isWrong("month")}
        onInput={(value) => props.setForm("sincePeriod", value)}
      />
    </Section>
  );
}

function Faults(props: { faults: readonly SellerFault[] }) {
  return (
    <ul class="act-failure seller-faults" role="alert">
      <For each={props.faults}>
        {(fault) => (
          <li>
            <Icon name="alert" /> {t(`console.sellerFault.${fault}`)}
          </li>
        )}
      </For>
    </ul>
  );
}
