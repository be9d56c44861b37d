import type { Answer } from "../../shared/api/answer.ts";
import { money } from "../../shared/i18n/format.ts";
import { actOnInvoice, type InvoiceAct } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createCustomerName } from "./createCustomerName.ts";
import { auditReason } from "./reason.ts";

/** What an act on a document has to know of it. A draft has no number. */
export interface ActedOn {
  id: string;
  number: string | null;
  customerId: string;
  amount: string;
  currency: string;
}

interface ActOnInvoiceProps {
  act: InvoiceAct;
  on: ActedOn;
  onClose: () => void;
  /** The document that the server answered with: after a revision, another one. */
  onDone: (id: string) => void;
}

/** Asks again with the sum and the customer's name. Each act answers a repeat like the first time. */
export function ActOnInvoice(props: ActOnInvoiceProps) {
  const name = createCustomerName(() => props.on.customerId);
  const sum = () => money(props.on.amount, props.on.currency);
  let answered = props.on.id;
  const act = async (reason: string): Promise<Answer<unknown>> => {
    const answer = await actOnInvoice(props.act, props.on.id, reason);
    if (answer.ok) answered = answer.value.id;
    return answer;
  };
  return (
    <ActDialog
      open
      title={t(`console.invoiceAct.${props.act}.title`)}
      desc={t(`console.invoiceAct.${props.act}.desc`)}
      facts={[
        {
          name: t("console.column.document"),
          value: <span class="number">{props.on.number ?? t("console.documentState.draft")}</span>,
        },
        { name: t("console.column.amount"), value: <strong>{sum()}</strong> },
        { name: t("console.column.customer"), value: <strong>{name()}</strong> },
      ]}
      act={t(`console.invoiceAct.${props.act}.act`, { sum: sum(), name: name() })}
      danger={props.act === "void"}
      reason={auditReason()}
      onAct={act}
      done={t(`console.invoiceAct.${props.act}.done`)}
      onDone={() => props.onDone(answered)}
      onClose={props.onClose}
    />
  );
}
