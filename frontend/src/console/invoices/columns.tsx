import { Show } from "solid-js";
import { moment, money, month } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import type { ConsoleInvoice } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { CustomerLink } from "../orders/columns.tsx";
import type { Column } from "../parts/DataTable.tsx";
import { documentKind } from "../words.ts";
import type { IssueStart } from "./IssueDialog.tsx";
import { DocumentTag, InvoiceLink } from "./tags.tsx";

interface DraftActs {
  issue: (start: IssueStart) => void;
  drop: (row: ConsoleInvoice) => void;
}

/** Documents in a list; what can be done with a draft, whose page there is not. */
export const invoiceColumns = (acts: DraftActs | null): Column<ConsoleInvoice>[] => [
  { head: t("console.column.document"), cell: (row) => <Numbered row={row} /> },
  { head: t("console.column.kind"), cell: (row) => documentKind(row.kind) },
  { head: t("console.column.month"), cell: (row) => month(row.period) },
  { head: t("console.column.customer"), cell: (row) => <CustomerLink id={row.customerId} /> },
  {
    head: t("console.column.amount"),
    numeric: true,
    cell: (row) => money(row.amount, row.currency),
  },
  { head: t("console.column.state"), cell: (row) => <DocumentTag state={row.state} /> },
  { head: t("console.column.issued"), cell: (row) => row.issuedAt && moment(row.issuedAt) },
  ...(acts ? [actsColumn(acts)] : []),
];

const actsColumn = ({ issue, drop }: DraftActs): Column<ConsoleInvoice> => ({
  head: t("console.column.acts"),
  cell: (row) => (
    <Show when={row.state === "draft"}>
      <span class="row-acts">
        <Button onClick={() => issue({ customerId: row.customerId, period: row.period })}>
          {t("console.issue.open")}
        </Button>
        <Button onClick={() => drop({ ...row })}>{t("console.invoiceAct.void.open")}</Button>
      </span>
    </Show>
  ),
});

/** What has no number has no page either. */
const Numbered = (props: { row: ConsoleInvoice }) => (
  <Show when={props.row.number} fallback={<span class="muted">–</span>}>
    {(number) => <InvoiceLink id={props.row.id} number={number()} />}
  </Show>
);
