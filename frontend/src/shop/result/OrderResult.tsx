import { A } from "@solidjs/router";
import { For, Match, Show, Switch } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { days, moment, span, units } from "../../shared/i18n/format.ts";
import { maybeText, type TextKey, t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { CopyButton } from "../../shared/ui/CopyButton.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { gatewayOf } from "../api/payways.ts";
import type { OrderDetail } from "../api/types.ts";
import { continuePath, kindOf, soldIn } from "../kinds/index.ts";
import { soldText } from "../kinds/kind.ts";
import { endTexts, eventText } from "../pay/orderTexts.ts";
import { stageOf } from "../pay/stage.ts";
import { Tick } from "../pay/Tick.tsx";

interface Shown {
  order: OrderDetail;
  /** It has ended, and a gateway has not said yet that nothing was paid. */
  unconfirmed: boolean;
  /** A bank has the payment in hand and has not decided yet. */
  confirming: boolean;
}

/** How an order stands, its story, and the ways on. */
export function OrderResult(props: Shown) {
  return (
    <div class="result">
      <section class={`card result-head ${stageOf(props.order.orderStatus)}`}>
        <Mark order={props.order} />
        <div role="status">
          <Headline {...props} />
        </div>
        <Ways order={props.order} confirming={props.confirming} />
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
                  <Words text={eventText(line.event)} />
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

function Headline(props: Shown) {
  const kind = () => kindOf(props.order.from);
  const texts = () => {
    const { orderStatus, entitlement, expiredAt } = props.order;
    if (props.confirming)
      return { title: t("pay.confirming.title"), desc: t("pay.confirming.desc") };
    if (orderStatus !== "completed")
      return endTexts(orderStatus, { payBefore: expiredAt, unconfirmed: props.unconfirmed });
    return {
      title: t(kind().texts.successTitle),
      desc: kind().success(
        soldIn(props.order),
        entitlement?.expiresAt ?? null,
        entitlement?.startsAt ?? null,
      ),
    };
  };
  return (
    <>
      <h2>
        <Words text={texts().title} />
      </h2>
      <p class="muted">
        <Words text={texts().desc} name={kind().nameOf(soldIn(props.order))} />
      </p>
    </>
  );
}

function Ways(props: { order: OrderDetail; confirming: boolean }) {
  const kind = () => kindOf(props.order.from);
  const toCenter = () =>
    stageOf(props.order.orderStatus) === "ended" && !props.confirming
      ? t("web-personal-rights.result.buyAgain")
      : t(kind().texts.toCenter);
  return (
    <div class="stage-actions">
      <A class="button plain" href={PATHS.records}>
        {t(kind().texts.viewRecord)}
      </A>
      <Show
        when={props.order.orderStatus === "pending" && !props.confirming}
        fallback={
          <A class="button primary" href={kind().path}>
            {toCenter()}
          </A>
        }
      >
        <A class="button primary" href={continuePath(props.order)}>
          {t("web-personal-rights.records.continuePay")}
        </A>
      </Show>
    </div>
  );
}

function Facts(props: { order: OrderDetail }) {
  const kind = () => kindOf(props.order.from);
  return (
    <dl class="facts">
      <div>
        <dt>{t("pay.amount")}</dt>
        <dd>
          <Price amount={props.order.totalAmount} currency={props.order.currency} />
        </dd>
      </div>
      <Show when={props.order.refund}>
        {(refund) => <RefundFacts refund={refund()} currency={props.order.currency} />}
      </Show>
      <div>
        <dt>{t(kind().texts.item)}</dt>
        <dd>
          <Words
            text={soldText(kind(), soldIn(props.order))}
            name={kind().nameOf(soldIn(props.order))}
          />
        </dd>
      </div>
      <Show when={runsOf(props.order)}>
        {(runs) => (
          <div>
            <dt>{t("web-personal-rights.result.runs")}</dt>
            <dd>{runs()}</dd>
          </div>
        )}
      </Show>
      <div>
        <dt>{t("web-personal-rights.records.payWay")}</dt>
        <dd>
          <Words text={t(`pay.way.${gatewayOf(props.order.payType)}`)} />
        </dd>
      </div>
      <div>
        <dt>{t("pay.orderNo")}</dt>
        <dd>
          <span class="order-no" translate="no">
            {props.order.orderNo}
          </span>{" "}
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

/** When the days that were bought run. */
function runsOf({ entitlement }: OrderDetail): string | undefined {
  const { startsAt, expiresAt } = entitlement ?? {};
  return startsAt && expiresAt ? span(startsAt, expiresAt) : undefined;
}

/** How much went back, why, and what was taken back for it. */
function RefundFacts(props: { refund: NonNullable<OrderDetail["refund"]>; currency: string }) {
  // Every reason that the Worker knows has a text; a page from before a new one shows none.
  const why = (): TextKey => `web-personal-rights.result.refundWhy.${props.refund.why}`;
  const reason = () => props.refund.reason || (maybeText(why()) ?? "");
  const takenBack = () => {
    const taken = props.refund.takenBack;
    if (!taken || taken.amount === 0) return t("web-personal-rights.result.nothingTaken");
    return taken.unit === "days" ? days(taken.amount) : units(taken.unit, taken.amount);
  };
  return (
    <>
      <div>
        <dt>{t("web-personal-rights.result.refundAmount")}</dt>
        <dd>
          <Price amount={props.refund.amount} currency={props.currency} />
        </dd>
      </div>
      <Show when={reason()}>
        {(text) => (
          <div>
            <dt>{t("web-personal-rights.result.refundReason")}</dt>
            <dd lang={foreignTag(text())}>
              <Words text={text()} />
            </dd>
          </div>
        )}
      </Show>
      <div>
        <dt>{t("web-personal-rights.result.takenBack")}</dt>
        <dd>
          <Words text={takenBack()} />
        </dd>
      </div>
    </>
  );
}
