import { createSignal } from "solid-js";
import { money } from "../../shared/i18n/format.ts";
import { closeOrder } from "../api/events.ts";
import type { OrderFile } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";

interface CloseDialogProps {
  file: OrderFile;
  open: boolean;
  onClose: () => void;
  onChanged: () => void;
}

const REASON_LENGTH_MAX = 200;

/** Asks again before an unpaid order ends. The gateways are asked first: one that was paid stays, and the page shows it. */
export function CloseDialog(props: CloseDialogProps) {
  const [isUnconfirmed, setUnconfirmed] = createSignal(false);
  const act = async (reason: string) => {
    const answer = await closeOrder(props.file.orderNo, reason);
    if (answer.ok) setUnconfirmed(answer.value.explanation.code === "ended-not-asked");
    else props.onChanged();
    return answer;
  };
  return (
    <ActDialog
      open={props.open}
      title={t("console.close.title")}
      desc={t("console.close.desc")}
      facts={[
        {
          name: t("console.column.order"),
          value: <span class="number">{props.file.orderNo}</span>,
        },
        { name: t("console.column.item"), value: props.file.itemName },
        {
          name: t("console.column.amount"),
          value: <strong>{money(props.file.totalAmount, props.file.currency)}</strong>,
        },
        { name: t("console.column.customer"), value: <strong>{props.file.customerId}</strong> },
      ]}
      act={t("console.close.act")}
      danger
      reason={{ label: t("console.close.reason"), required: true, maxLength: REASON_LENGTH_MAX }}
      onAct={act}
      done={t(isUnconfirmed() ? "console.close.doneUnconfirmed" : "console.close.done")}
      onDone={props.onChanged}
      onClose={props.onClose}
    />
  );
}
