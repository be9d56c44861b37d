import { A } from "@solidjs/router";
import { moment, money } from "../../shared/i18n/format.ts";
import { addressOfCustomer, addressOfOrder } from "../addresses.ts";
import type { ConsoleOrder } from "../api/types.ts";
import { t } from "../i18n.ts";
import type { Column } from "../parts/DataTable.tsx";
import { Tag } from "../parts/Tag.tsx";
import { kindOf, orderStatus, payWay } from "../words.ts";

export const OrderLink = (props: { orderNo: string }) => (
  <A class="number" href={addressOfOrder(props.orderNo)}>
    {props.orderNo}
  </A>
);

export const CustomerLink = (props: { id: string; name?: string | null }) => (
  <A href={addressOfCustomer(props.id)}>{props.name || props.id}</A>
);

/** Orders in a list; a customer's own need no name. */
export function orderColumns({ withCustomer }: { withCustomer: boolean }): Column<ConsoleOrder>[] {
  const customer: Column<ConsoleOrder> = {
    head: t("console.column.customer"),
    cell: (row) => <CustomerLink id={row.customerId} name={row.customerName} />,
  };
  return [
    { head: t("console.column.order"), cell: (row) => <OrderLink orderNo={row.orderNo} /> },
    ...(withCustomer ? [customer] : []),
    {
      head: t("console.column.item"),
      cell: (row) => (
        <>
          {row.itemName} <span class="muted small">{kindOf(row.from)}</span>
        </>
      ),
    },
    {
      head: t("console.column.amount"),
      numeric: true,
      cell: (row) => money(row.totalAmount, row.currency),
    },
    { head: t("console.column.payWay"), cell: (row) => payWay(row.payType) },
    {
      head: t("console.column.state"),
      cell: (row) => <Tag code={row.orderStatus} text={orderStatus(row.orderStatus)} />,
    },
    { head: t("console.column.placed"), cell: (row) => moment(row.createdAt) },
  ];
}
