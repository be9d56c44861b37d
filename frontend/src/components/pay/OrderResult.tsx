import { A } from "@solidjs/router";
import { For, Match, Show, Switch } from "solid-js";
import { gatewayOf } from "../../api/payways.ts";
import type { OrderDetail } from "../../api/types.ts";
import { days, moment } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { endTexts, eventText } from "../../primitives/orderTexts.ts";
import { stageOf } from "../../primitives/stage.ts";
import { continuePath, PATHS } from "../../routes.ts";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Price } from "../ui/Price.tsx";
import { Tick } from "./Tick.tsx";

/** How an order stands, its story, and the ways on. */
export function OrderResult(props: { order: OrderDetail }) {
  return (
    <div class="result">
      <section class={`card result-head ${stageOf(props.order.orderStatus)}`}>
        <Mark order={props.order} />
        <div role="status">
          <Words order={props.order} />
        </div>
        <Ways order={props.order} />
      </section>
      <div class="result-side">
        <section class="card">
          <Facts order={props.order} />
        </section>
        <section class="card">
          <h2>{t("web-personal-rights.result.timeline")}</h2>
          <ol class="timeline">
            <For each={props.order.timeline}>
              {(line) => (
                <li>
                  <span>{eventText(line.event)}</span>
                  <time class="muted small" dateTime={line.at}>
                    {moment(line.at)}
                  </time>
                </li>
              )}
            </For>
          </ol>
        </section>
      </div>
    </div>
  );
}

function Mark(props: { order: OrderDetail }) {
  return (
    <Switch
      fallback={
        <span class="notice-icon">
          <Icon name="undo" />
        </span>
      }
    >
      <Match when={props.order.orderStatus === "completed"}>
        <Tick />
      </Match>
      <Match when={props.order.orderStatus === "paid"}>
        <span class="spinner big" aria-hidden="true" />
      </Match>
      <Match when={["pending", "expired"].includes(props.order.orderStatus)}>
        <span class="notice-icon">
          <Icon name="clock" />
        </span>
      </Match>
    </Switch>
  );
}

function Words(props: { order: OrderDetail }) {
  const texts = () => {
    const { orderStatus, packageName, entitlement, expiredAt } = props.order;
    if (orderStatus !== "completed") return endTexts(orderStatus, expiredAt);
    return {
      title: t("web-personal-rights.cozePackageCenter.paySuccessTitle"),
      desc: entitlement
        ? t("web-personal-rights.cozePackageCenter.paySuccessDesc", {
            name: packageName,
            until: moment(entitlement.expiresAt),
          })
        : t("web-personal-rights.cozePackageCenter.paySuccessDescPlain", { name: packageName }),
    };
  };
  return (
    <>
      <h2>{texts().title}</h2>
      <p class="muted">{texts().desc}</p>
    </>
  );
}

function Ways(props: { order: OrderDetail }) {
  const toCenter = () =>
    stageOf(props.order.orderStatus) === "ended"
      ? t("web-personal-rights.result.buyAgain")
      : t("web-personal-rights.result.toCenter");
  return (
    <div class="stage-actions">
      <A class="button plain" href={PATHS.records}>
        {t("web-personal-rights.cozePackageCenter.viewRecord")}
      </A>
      <Show
        when={props.order.orderStatus === "pending"}
        fallback={
          <A class="button primary" href={PATHS.coze}>
            {toCenter()}
          </A>
        }
      >
        <A class="button primary" href={continuePath(props.order.id)}>
          {t("web-personal-rights.records.continuePay")}
        </A>
      </Show>
    </div>
  );
}

function Facts(props: { order: OrderDetail }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t("pay.amount")}</dt>
        <dd>
          <Price amount={props.order.totalAmount} currency={props.order.currency} />
        </dd>
      </div>
      <div>
        <dt>{t("pay.item")}</dt>
        <dd>{`${props.order.packageName} · ${days(props.order.duration)}`}</dd>
      </div>
      <div>
        <dt>{t("web-personal-rights.records.payWay")}</dt>
        <dd>{t(`pay.way.${gatewayOf(props.order.payType)}`)}</dd>
      </div>
      <div>
        <dt>{t("pay.orderNo")}</dt>
        <dd>
          <span class="order-no">{props.order.orderNo}</span>{" "}
          <CopyButton text={props.order.orderNo} what={t("pay.orderNo")} />
        </dd>
      </div>
      <div>
        <dt>{t("web-personal-rights.records.createdAt")}</dt>
        <dd>{moment(props.order.createdAt)}</dd>
      </div>
    </dl>
  );
}
