import { createSignal, For } from "solid-js";
import { money } from "../../shared/i18n/format.ts";
import { readCustomer, refund } from "../api/client.ts";
import type { OrderFile } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createRead } from "../parts/createRead.ts";

interface RefundDialogProps {
  file: OrderFile;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}

const SCOPES = ["full", "what-is-left"] as const;

/** The gateway shows the reason to the customer and takes 80 bytes, which are 26 Chinese characters. */
const REASON_LENGTH_MAX = 80;

/** Asks again, with the sum and the customer's name. Sent twice, one refund is made: the order is its key. */
export function RefundDialog(props: RefundDialogProps) {
  const [scope, setScope] = createSignal<(typeof SCOPES)[number]>("full");
  const [customer] = createRead(
    () => (props.open ? props.file.customerId : undefined),
    readCustomer,
  );
  const sum = () => money(props.file.totalAmount, props.file.currency);
  const who = () => customer.value?.name || props.file.customerId;
  return (
    <ActDialog
      open={props.open}
      title={t("console.refund.title")}
      desc={t("console.refund.desc")}
      facts={[
        { name: t("console.column.amount"), value: <strong>{sum()}</strong> },
        { name: t("console.column.customer"), value: <strong>{who()}</strong> },
        {
          name: t("console.column.order"),
          value: <span class="number">{props.file.orderNo}</span>,
        },
      ]}
      act={t("console.refund.act", { sum: sum(), name: who() })}
      danger
      reason={{ label: t("console.refund.reason"), required: true, maxLength: REASON_LENGTH_MAX }}
      onAct={(reason) => refund(props.file.orderNo, { clawBack: scope(), reason })}
      done={t("console.refund.done")}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <fieldset class="scopes">
        <legend>{t("console.refund.scope")}</legend>
        <For each={SCOPES}>
          {(value) => (
            <label>
              <input
                type="radio"
                name="scope"
                checked={scope() === value}
                onChange={() => setScope(value)}
              />
              <span>{t(`console.refund.${value}`)}</span>
            </label>
          )}
        </For>
      </fieldset>
    </ActDialog>
  );
}
