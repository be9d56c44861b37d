import { A } from "@solidjs/router";
import { createUniqueId, For, Match, Show, Switch } from "solid-js";
import { moment, month, whole } from "../../shared/i18n/format.ts";
import { maybeText, t } from "../../shared/i18n/index.ts";
import type { Paging } from "../../shared/paging/createPaging.ts";
import { pagesOf } from "../../shared/paging/place.ts";
import { PATHS, resultPath } from "../../shared/paths.ts";
import { MonthSwitch } from "../../shared/periods/MonthSwitch.tsx";
import { Icon, type IconName } from "../../shared/ui/Icon.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { CreditUsage } from "../api/types.ts";
import { isOrderNumber } from "../records/ledger.ts";
import type { MonthUsage } from "./createUsage.ts";

type Transaction = CreditUsage["transactions"][number];

/** What came and went in a month, and the way to the months before it. */
export function UsagePanel(props: { of: MonthUsage }) {
  const id = createUniqueId();
  const { usage } = props.of;
  return (
    <section class="usage" aria-labelledby={id}>
      <div class="usage-head">
        <h2 id={id}>{t("credits.usage.title")}</h2>
        <MonthSwitch
          name={usage.value && month(usage.value.month)}
          hasNext={props.of.hasNext()}
          onPrevious={props.of.previous}
          onNext={props.of.next}
        />
      </div>
      <Switch fallback={<Skeleton />}>
        <Match when={usage.value}>
          {(value) => <Month usage={value()} busy={usage.loading} paging={props.of.paging} />}
        </Match>
        <Match when={usage.failure}>
          {(failure) => (
            <LoadFailure
              failure={failure()}
              busy={usage.loading}
              onRetry={() => void props.of.reload()}
            />
          )}
        </Match>
      </Switch>
    </section>
  );
}

function Month(props: { usage: CreditUsage; busy: boolean; paging: Paging }) {
  const sums = () => [
    { name: t("credits.usage.earned"), count: props.usage.totalEarned },
    { name: t("credits.usage.spent"), count: props.usage.totalSpent },
    { name: t("credits.usage.expired"), count: props.usage.totalExpired },
  ];
  const pages = () => pagesOf(props.usage, props.paging.place());
  return (
    <>
      <dl class="card usage-sums">
        <For each={sums()}>
          {(sum) => (
            <div>
              <dt class="muted small">{sum.name}</dt>
              <dd>
                <Words text={whole(sum.count)} />
              </dd>
            </div>
          )}
        </For>
      </dl>
      <Show
        when={props.usage.transactions.length > 0}
        fallback={
          <Notice
            icon="receipt"
            title={t("credits.usage.empty")}
            desc={t("credits.usage.emptyDesc")}
          />
        }
      >
        <ul class="card orders" aria-busy={props.busy}>
          <For each={props.usage.transactions}>{(one) => <Row transaction={one} />}</For>
        </ul>
      </Show>
      <Show when={pages() > 1}>
        <Pager of={props.usage} paging={props.paging} />
      </Show>
      <p class="usage-all small">
        <A href={`${PATHS.records}?tab=ledger`}>{t("credits.usage.all")}</A>
      </p>
    </>
  );
}

const ICONS: Record<Transaction["type"], IconName> = {
  earned: "refresh",
  purchased: "coins",
  bonus: "check",
  spent: "bolt",
  reserved: "lock",
  expired: "clock",
  refunded: "undo",
};

/** A type in words; one that this page does not know yet still reads as something. */
const typeText = (type: string): string =>
  maybeText(`credits.usage.type.${type}`) ?? t("credits.usage.type.other");

function Row(props: { transaction: Transaction }) {
  return (
    <li class="order entry">
      <span class="record-icon">
        <Icon name={ICONS[props.transaction.type] ?? "coins"} />
      </span>
      <div class="order-main">
        <p class="order-title">
          <span class="order-name">{typeText(props.transaction.type)}</span>
          <span class="muted small order-no">
            <Show
              when={isOrderNumber(props.transaction.reference)}
              fallback={props.transaction.reference}
            >
              <A href={resultPath(props.transaction.reference)}>{props.transaction.reference}</A>
            </Show>
          </span>
        </p>
        <p class="order-facts muted small">
          <time dateTime={props.transaction.at}>{moment(props.transaction.at)}</time>
        </p>
      </div>
      <p class="change" classList={{ up: props.transaction.amount > 0 }}>
        {whole(props.transaction.amount, { signDisplay: "exceptZero" })}
      </p>
    </li>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label={t("common.label.loading")}>
      <div class="card usage-sums">
        <For each={[1, 2, 3]}>
          {() => (
            <div>
              <span class="skeleton line thin w-3" />
              <span class="skeleton line w-3" />
            </div>
          )}
        </For>
      </div>
      <div class="card orders">
        <div class="order entry">
          <span class="skeleton record-icon" />
          <div class="order-main">
            <span class="skeleton line w-5 order-title" />
            <span class="skeleton line thin w-8 order-facts" />
          </div>
          <span class="skeleton line w-4 change" />
        </div>
      </div>
    </div>
  );
}
