import { Show } from "solid-js";
import { money, whole } from "../../shared/i18n/format.ts";
import type { Invoice } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { OrderLink } from "../orders/columns.tsx";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";

type Item = Invoice["items"][number];

/** What was sold, with the order behind each line. */
export function Lines(props: { invoice: Invoice }) {
  const sum = (amount: string) => money(amount, props.invoice.currency);
  return (
    <Section title={t("console.invoice.lines")}>
      <DataTable
        caption={t("console.invoice.lines")}
        rows={props.invoice.items}
        columns={[
          {
            head: t("console.column.item"),
            cell: (row) => `${row.text}${row.mark && ` ${row.mark}`}`,
          },
          { head: t("console.column.order"), cell: (row) => <Sale item={row} /> },
          {
            head: t("console.invoice.quantity"),
            numeric: true,
            cell: (row) => whole(row.quantity),
          },
          {
            head: t("console.invoice.unitPrice"),
            numeric: true,
            cell: (row) => sum(row.unitAmount),
          },
          { head: t("console.invoice.rate"), numeric: true, cell: (row) => `${row.taxRate}%` },
          { head: t("console.column.amount"), numeric: true, cell: (row) => sum(row.amount) },
        ]}
      />
    </Section>
  );
}

/** Usage refers to no order. */
const Sale = (props: { item: Item }) => {
  const orderNo = () => /^order:(.+)$/.exec(props.item.reference)?.[1];
  return (
    <Show when={orderNo()} fallback={<span class="muted">–</span>}>
      {(number) => <OrderLink orderNo={number()} />}
    </Show>
  );
};

export function Taxes(props: { invoice: Invoice }) {
  const sum = (amount: string) => money(amount, props.invoice.currency);
  return (
    <Section title={t("console.invoice.taxes")}>
      <DataTable
        caption={t("console.invoice.taxes")}
        rows={props.invoice.taxes}
        columns={[
          {
            head: t("console.invoice.rate"),
            cell: (row) => `${row.rate}%${row.mark && ` ${row.mark}`}`,
          },
          { head: t("console.invoice.base"), numeric: true, cell: (row) => sum(row.base) },
          { head: t("console.invoice.tax"), numeric: true, cell: (row) => sum(row.tax) },
        ]}
      />
      <p class="muted small">
        {t(
          props.invoice.pricesIncludeTax
            ? "console.invoice.taxesInside"
            : "console.invoice.taxesOnTop",
        )}
      </p>
    </Section>
  );
}
