import { createSignal, createUniqueId } from "solid-js";
import { money, month } from "../../shared/i18n/format.ts";
import { type Issued, issueMonth } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createCustomerName } from "./createCustomerName.ts";
import { auditReason } from "./reason.ts";

export interface IssueStart {
  customerId: string;
  period: string;
}

interface IssueDialogProps {
  start: IssueStart;
  onClose: () => void;
  onDone: () => void;
}

const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** Issues what one customer paid in a month. Sent twice, nothing is issued twice: a sale stands on one document. */
export function IssueDialog(props: IssueDialogProps) {
  const [customerId, setCustomerId] = createSignal(props.start.customerId);
  const [period, setPeriod] = createSignal(props.start.period);
  /** Asked once the field is left, not with every letter. */
  const [named, setNamed] = createSignal(props.start.customerId || undefined);
  const [told, setTold] = createSignal("");
  const [customerField, periodField] = [createUniqueId(), createUniqueId()];
  const name = createCustomerName(named);
  const isReady = () => customerId().trim() !== "" && isMonth(period());
  const act = async (reason: string) => {
    const answer = await issueMonth({ customerId: customerId().trim(), period: period(), reason });
    if (answer.ok) setTold(toldOf(answer.value));
    return answer;
  };
  return (
    <ActDialog
      open
      title={t("console.issue.title")}
      desc={t("console.issue.desc")}
      facts={
        named() ? [{ name: t("console.column.customer"), value: <strong>{name()}</strong> }] : []
      }
      act={
        isReady()
          ? t("console.issue.act", {
              month: month(period()),
              name: named() ? name() : customerId(),
            })
          : t("console.issue.open")
      }
      isReady={isReady()}
      reason={auditReason()}
      onAct={act}
      done={told()}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <div class="filter wide">
        <label for={customerField}>{t("console.issue.customer")}</label>
        <input
          id={customerField}
          class="day"
          value={customerId()}
          autocomplete="off"
          maxLength={128}
          onInput={(event) => setCustomerId(event.currentTarget.value)}
          onChange={(event) => setNamed(event.currentTarget.value.trim() || undefined)}
        />
      </div>
      <div class="filter wide">
        <label for={periodField}>{t("console.column.month")}</label>
        <input
          id={periodField}
          class="day"
          type="month"
          placeholder="2026-11"
          value={period()}
          onInput={(event) => setPeriod(event.currentTarget.value)}
        />
      </div>
    </ActDialog>
  );
}

/** Which documents there are now; nothing new is no failure. */
const toldOf = ({ items }: Issued): string =>
  items
    .map(({ number, amount, currency }) =>
      t("console.issue.issued", { number, sum: money(amount, currency) }),
    )
    .join(" · ") || t("console.issue.nothing");
