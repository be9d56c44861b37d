import { A } from "@solidjs/router";
import { createSignal, For, type JSX, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { type Invoice, reviseInvoice } from "../api.ts";
import { canRevise } from "./acts.ts";
import type { Billing } from "./createBilling.ts";

interface PartiesProps {
  own: Billing;
  invoice: Invoice;
}

/** Who sold and who bought, as they were when it was issued; what the account says now can be put in their place. */
export function Parties(props: PartiesProps) {
  const seller = () => props.invoice.seller;
  const buyer = () => props.invoice.buyer;
  return (
    <div class="parties">
      <Party
        heading={t("portal.billing.seller")}
        lines={[seller().name, seller().address, seller().email, ...numbers(seller())]}
      />
      <Party
        heading={t("portal.billing.buyer")}
        lines={[
          buyer().company || buyer().contact,
          buyer().address,
          buyer().email,
          ...numbers(buyer()),
        ]}
      >
        <Show when={canRevise(props.invoice)}>
          <Revise {...props} />
        </Show>
      </Party>
    </div>
  );
}

const numbers = ({ taxIds }: Pick<Invoice["buyer"], "taxIds">): string[] =>
  taxIds.map(({ value }) => value);

function Party(props: { heading: string; lines: string[]; children?: JSX.Element }) {
  const lines = () => props.lines.filter((line) => line !== "");
  return (
    <div class="party">
      <h2>{props.heading}</h2>
      <For each={lines()}>{(line, at) => (at() === 0 ? <b>{line}</b> : <p>{line}</p>)}</For>
      <Show when={lines().length === 0}>
        <p class="muted">{t("portal.billing.notStated")}</p>
      </Show>
      {props.children}
    </div>
  );
}

function Revise(props: PartiesProps) {
  const [busy, setBusy] = createSignal(false);
  async function revise() {
    setBusy(true);
    const answer = await reviseInvoice(props.invoice.id);
    setBusy(false);
    if (!answer.ok) {
      showFailure(answer);
      return props.own.reload();
    }
    showToast("ok", t("portal.billing.revised", { number: answer.value.number }));
    props.own.show(answer.value.number);
  }
  return (
    <p class="revise small">
      <A href={PATHS.account}>{t("portal.billing.toAccount")}</A>
      <button
        type="button"
        class="text-button"
        aria-disabled={busy()}
        onClick={() => busy() || void revise()}
      >
        {t("portal.billing.revise")}
      </button>
    </p>
  );
}
