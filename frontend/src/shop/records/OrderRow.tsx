import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { clock, moment } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { resultPath } from "../../shared/paths.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { gatewayOf } from "../api/payways.ts";
import type { OrderListItem } from "../api/types.ts";
import { continuePath, kindOf, soldIn } from "../kinds/index.ts";
import { StatusBadge } from "../pay/StatusBadge.tsx";

export function OrderRow(props: { order: OrderListItem }) {
  const pending = () => props.order.orderStatus === "pending";
  const kind = () => kindOf(props.order.from);
  const name = () => kind().nameOf(soldIn(props.order));
  const kindText = () => t(kind().texts.kind);
  return (
    <li class="order">
      <span class="record-icon" title={kindText()}>
        <Icon name={kind().icon} />
        <Show when={name() !== kindText()}>
          <span class="visually-hidden">{kindText()}</span>
        </Show>
      </span>
      <div class="order-main">
        <p class="order-title">
          <span class="order-name" lang={foreignTag(name())}>
            {name()}
          </span>
          <span class="muted small">{kind().measure(soldIn(props.order))}</span>
          <StatusBadge status={props.order.orderStatus} />
        </p>
        <dl class="order-facts muted small">
          <div>
            <dt>{t("web-personal-rights.records.orderNo")}</dt>
            <dd class="order-no" translate="no">
              {props.order.orderNo}
            </dd>
          </div>
          <div>
            <dt>{t("web-personal-rights.records.createdAt")}</dt>
            <dd>{moment(props.order.createdAt)}</dd>
          </div>
          <div>
            <dt>{t("web-personal-rights.records.payWay")}</dt>
            <dd>
              <Words text={t(`pay.way.${gatewayOf(props.order.payType)}`)} />
            </dd>
          </div>
        </dl>
        <Show when={pending()}>
          <p class="order-before small">
            {t("web-personal-rights.records.payBefore", { time: clock(props.order.expiredAt) })}
          </p>
        </Show>
      </div>
      <Price amount={props.order.totalAmount} currency={props.order.currency} class="medium" />
      <div class="order-actions">
        <Show when={pending()}>
          <A class="button primary" href={continuePath(props.order)}>
            {t("web-personal-rights.records.continuePay")}
          </A>
        </Show>
        <A class="button plain" href={resultPath(props.order.id)}>
          {t("web-personal-rights.records.detail")}
        </A>
      </div>
    </li>
  );
}
