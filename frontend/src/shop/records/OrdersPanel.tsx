import { createEffect, Show } from "solid-js";
import { language, t } from "../../shared/i18n/index.ts";
import { isTimeKnown, serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { tellIfPaid } from "../analytics/paidOrders.ts";
import { ordersFile, readOrders } from "../api/account.ts";
import type { OrderListItem, OrderStatus } from "../api/types.ts";
import { KINDS } from "../kinds/index.ts";
import { createPaymentWatch } from "../pay/createPaymentWatch.ts";
import { ArchiveNote } from "./ArchiveNote.tsx";
import type { RecordsFiltering } from "./createRecordsFilter.ts";
import { OrderRow } from "./OrderRow.tsx";
import { RecordsPanel } from "./RecordsPanel.tsx";
import { apiQuery, endsToday, pageQuery } from "./recordsFilter.ts";

/** Orders whose next change the customer may be waiting for. */
const AWAITED: OrderStatus[] = ["pending", "paid"];

/** The orders of every kind. The newest open one is watched live, the others follow with the next refresh. */
export function OrdersPanel(props: { filtering: RecordsFiltering }) {
  const filter = () => props.filtering.filter();
  const [orders, reload] = createRemote(
    // "The last 7 days" end today by the server's clock, not by the device's.
    () =>
      isTimeKnown() || !endsToday(filter())
        ? { query: pageQuery(filter(), new Date(serverNow())), language: language() }
        : undefined,
    (wanted) => readOrders(wanted.query),
  );
  createRefresh(reload);
  createEffect(() => orders.value?.items.forEach(tellIfPaid));

  const awaited = (): OrderListItem | undefined =>
    orders.value?.items.find((order) => AWAITED.includes(order.orderStatus));
  createPaymentWatch({
    from: () => awaited()?.from ?? "coze",
    orderId: () => awaited()?.id,
    onRefused: () => void reload(), // A session that has ended leads to signing in.
    onResult: (result) => result.orderStatus !== awaited()?.orderStatus && void reload(),
  });

  return (
    <>
      <RecordsPanel
        remote={orders}
        onRetry={() => void reload()}
        filtering={props.filtering}
        kinds={KINDS.map((kind) => ({ value: kind.from, text: t(kind.texts.kind) }))}
        file={ordersFile(apiQuery(filter(), new Date(serverNow())).toString())}
        empty={{
          title: t("web-personal-rights.records.empty"),
          desc: t("web-personal-rights.records.emptyDesc"),
        }}
        row={(order) => <OrderRow order={order} />}
      />
      <Show when={orders.value?.archivedBefore}>
        {(before) => <ArchiveNote before={before()} />}
      </Show>
    </>
  );
}
