import { Show } from "solid-js";
import { moment, money } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import type { FapiaoItem } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { FapiaoTag, InvoiceLink } from "../invoices/tags.tsx";
import { CustomerLink } from "../orders/columns.tsx";
import type { Column } from "../parts/DataTable.tsx";

/** It can still be refused. */
export const isOpen = ({ status }: FapiaoItem): boolean =>
  status === "requested" || status === "issuing";

export const fapiaoColumns = (refuse: ((row: FapiaoItem) => void) | null): Column<FapiaoItem>[] => [
  {
    head: t("console.column.document"),
    cell: (row) => <InvoiceLink id={row.invoiceId} number={row.invoiceNumber} />,
  },
  { head: t("console.column.customer"), cell: (row) => <CustomerLink id={row.customerId} /> },
  { head: t("console.fapiao.buyer"), cell: (row) => <Buyer row={row} /> },
  {
    head: t("console.column.amount"),
    numeric: true,
    cell: (row) => money(row.amount, row.currency),
  },
  { head: t("console.column.state"), cell: (row) => <State row={row} /> },
  { head: t("console.fapiao.redDue"), numeric: true, cell: (row) => <Red row={row} /> },
  { head: t("console.fapiao.asked"), cell: (row) => moment(row.requestedAt) },
  ...(refuse ? [refusing(refuse)] : []),
];

const refusing = (refuse: (row: FapiaoItem) => void): Column<FapiaoItem> => ({
  head: t("console.column.acts"),
  cell: (row) => (
    <Show when={isOpen(row)}>
      <span class="row-acts">
        <Button
          aria-label={`${t("console.fapiao.refuse")}: ${row.title.title}`}
          onClick={() => refuse({ ...row })}
        >
          {t("console.fapiao.refuse")}
        </Button>
      </span>
    </Show>
  ),
});

const Buyer = (props: { row: FapiaoItem }) => (
  <>
    {props.row.title.title} <span class="muted small number">{props.row.title.taxNo}</span>{" "}
    <span class="muted small">{t(`console.fapiaoType.${props.row.type}`)}</span>
  </>
);

/** With the number that it has, or why it was refused. */
const State = (props: { row: FapiaoItem }) => (
  <>
    <FapiaoTag state={props.row.status} />{" "}
    <span class="muted small number">{props.row.number ?? reasonOf(props.row)}</span>
  </>
);

const reasonOf = ({ reason }: FapiaoItem): string =>
  reason === "refunded" ? t("console.fapiao.refunded") : reason;

const Red = (props: { row: FapiaoItem }) => (
  <Show when={Number(props.row.redDue) > 0} fallback={<span class="muted">–</span>}>
    <strong>{money(props.row.redDue, props.row.currency)}</strong>
  </Show>
);
