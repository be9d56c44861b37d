import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { day, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS, resultPath } from "../../shared/paths.ts";
import { Words } from "../../shared/ui/Words.tsx";
import type { OrderPage } from "../api.ts";

/** The latest orders of plans; each leads to its story. */
export function History(props: { orders: OrderPage["items"]; renewsByCard: boolean }) {
  return (
    <section class="card portal-card portal-history">
      <div class="card-head">
        <h2>{t("plans.subscription.history")}</h2>
        <A class="small" href={PATHS.records}>
          {t("plans.subscription.toRecords")}
        </A>
      </div>
      <Show when={props.orders.length > 0}>
        <ul class="rows">
          <For each={props.orders}>{(order) => <Row order={order} />}</For>
        </ul>
      </Show>
      <Show when={props.orders.length === 0 || props.renewsByCard}>
        <p class="muted small">
          <Words
            text={t(
              props.renewsByCard
                ? "plans.subscription.historyCard"
                : "plans.subscription.historyEmpty",
            )}
          />
        </p>
      </Show>
    </section>
  );
}

function Row(props: { order: OrderPage["items"][number] }) {
  const name = () => props.order.packageName;
  return (
    <li>
      <A
        class="row-main"
        href={resultPath(props.order.id)}
        lang={foreignTag(name())}
        aria-label={t("plans.subscription.orderDetail", {
          name: name(),
          date: day(props.order.createdAt),
        })}
      >
        {name()}
      </A>
      <span class={`badge status ${props.order.orderStatus}`}>
        <Words text={t(`pay.status.${props.order.orderStatus}`)} />
      </span>
      <span class="small">{money(props.order.totalAmount, props.order.currency)}</span>
      <time class="muted small" dateTime={props.order.createdAt}>
        {day(props.order.createdAt)}
      </time>
    </li>
  );
}
