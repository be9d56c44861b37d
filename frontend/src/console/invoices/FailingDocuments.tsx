import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { moment, month, whole } from "../../shared/i18n/format.ts";
import type { FailingDocument } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { CustomerLink } from "../orders/columns.tsx";
import { type Column, DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { InvoiceLink } from "./tags.tsx";

interface FailingDocumentsProps {
  rows: readonly FailingDocument[];
  more: boolean;
}

/** What the cron could not issue, why, and when it tries again. Nothing is here while all is well. */
export const FailingDocuments = (props: FailingDocumentsProps) => (
  <Show when={props.rows.length > 0}>
    <Section title={t("console.failing.title")}>
      <p class="muted">{t("console.failing.lead")}</p>
      <DataTable caption={t("console.failing.title")} rows={props.rows} columns={columns()} />
      <Show when={props.more}>
        <p class="muted small">{t("console.more")}</p>
      </Show>
    </Section>
  </Show>
);

/** A draft has no page: the list has its acts. While it is archived, the number of a document is not told. */
const DocumentLink = (props: { row: FailingDocument }) => (
  <Show
    when={props.row.kind !== "draft"}
    fallback={
      <A href={`/invoices?state=draft&customer=${encodeURIComponent(props.row.customerId)}`}>
        {t("console.failing.toDrafts")}
      </A>
    }
  >
    <InvoiceLink id={props.row.invoiceId} number={props.row.number ?? props.row.invoiceId} />
  </Show>
);

const columns = (): Column<FailingDocument>[] => [
  { head: t("console.column.kind"), cell: (row) => t(`console.failing.kind.${row.kind}`) },
  {
    head: t("console.column.document"),
    cell: (row) => <DocumentLink row={row} />,
  },
  { head: t("console.column.customer"), cell: (row) => <CustomerLink id={row.customerId} /> },
  { head: t("console.column.month"), cell: (row) => month(row.period) },
  {
    head: t("console.column.reason"),
    cell: (row) => row.fault ?? t("console.failing.cutOff"),
  },
  { head: t("console.failing.tries"), numeric: true, cell: (row) => whole(row.tries) },
  { head: t("console.failing.next"), cell: (row) => moment(row.nextAt) },
];
