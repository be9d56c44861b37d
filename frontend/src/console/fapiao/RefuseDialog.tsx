import type { Answer } from "../../shared/api/answer.ts";
import { money } from "../../shared/i18n/format.ts";
import { type FapiaoItem, type FapiaoOutcomes, refuseFapiao } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { createCustomerName } from "../invoices/createCustomerName.ts";
import { ActDialog } from "../parts/ActDialog.tsx";

/** As long as the row in the queue takes. */
const REASON_LENGTH_MAX = 200;

interface RefuseDialogProps {
  row: FapiaoItem;
  onClose: () => void;
  onDone: () => void;
}

/** The customer reads the reason, and can ask again. */
export function RefuseDialog(props: RefuseDialogProps) {
  const name = createCustomerName(() => props.row.customerId);
  return (
    <ActDialog
      open
      title={t("console.fapiao.refuseTitle")}
      desc={t("console.fapiao.refuseDesc")}
      facts={[
        {
          name: t("console.column.amount"),
          value: <strong>{money(props.row.amount, props.row.currency)}</strong>,
        },
        { name: t("console.column.customer"), value: <strong>{name()}</strong> },
        { name: t("console.fapiao.buyer"), value: props.row.title.title },
      ]}
      act={t("console.fapiao.refuseAct", { name: name() })}
      danger
      reason={{
        ...{ label: t("console.fapiao.refuseReason"), required: true },
        maxLength: REASON_LENGTH_MAX,
      }}
      onAct={async (reason) => refused(await refuseFapiao(props.row.id, reason))}
      done={t("console.fapiao.refuseDone")}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}

/** The call answers one result each: a row that moved on meanwhile is told as a failure. */
function refused(answer: Answer<FapiaoOutcomes>): Answer<FapiaoOutcomes> {
  if (!answer.ok || answer.value.done > 0) return answer;
  const title = t("console.fapiaoOutcome.not-possible");
  return { ok: false, code: "FAPIAO_NOT_POSSIBLE", title, status: 409, errors: [] };
}
