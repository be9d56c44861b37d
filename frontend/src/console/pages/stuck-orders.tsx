import { Show } from "solid-js";
import { moment, money } from "../../shared/i18n/format.ts";
import { addressOf, readStuckOrders } from "../api/client.ts";
import { t } from "../i18n.ts";
import { CustomerLink, OrderLink } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { Head } from "../parts/Head.tsx";
import { kindOf } from "../words.ts";

/** Paid and not granted for an hour: the order's page has what mends it. */
export default function StuckOrders() {
  const [remote, reload] = createRead(
    () => true,
    () => readStuckOrders(),
  );
  return (
    <>
      <Head title={t("console.stuck.title")} lead={t("console.stuck.lead")}>
        <FileLink address={addressOf("stuck-orders.csv")} />
      </Head>
      <Listed
        caption={t("console.stuck.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={reload}
        columns={[
          { head: t("console.column.order"), cell: (row) => <OrderLink orderNo={row.orderNo} /> },
          {
            head: t("console.column.customer"),
            cell: (row) => <CustomerLink id={row.customerId} />,
          },
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
          { head: t("console.column.paid"), cell: (row) => row.paidAt && moment(row.paidAt) },
          {
            head: t("console.column.reason"),
            cell: (row) => row.reason ?? t("console.stuck.noReason"),
          },
        ]}
        empty={{ title: t("console.stuck.empty"), desc: t("console.stuck.emptyDesc") }}
        foot={(value) => (
          <Show when={value.more}>
            <p class="muted small">{t("console.more")}</p>
          </Show>
        )}
      />
    </>
  );
}
