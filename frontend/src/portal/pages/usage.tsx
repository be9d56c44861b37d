import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { date, month } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { MonthSwitch } from "../../shared/periods/MonthSwitch.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import type { UsageSummary } from "../api.ts";
import { Gate } from "../Gate.tsx";
import { createUsage, type OwnUsage } from "../usage/createUsage.ts";
import { DayChart } from "../usage/DayChart.tsx";
import { Detail } from "../usage/Detail.tsx";
import { ProductCard } from "../usage/ProductCard.tsx";
import { daysOf, isMonth } from "../usage/period.ts";

/** What a customer used of each product, what is left and until when; by day, and event by event. */
export default function UsagePage() {
  const own = createUsage();
  return (
    <Gate
      remote={own.usage}
      isGuest={own.isGuest()}
      signInDesc={t("portal.usage.signInDesc")}
      skeleton={<Skeleton />}
      onRetry={() => void own.reload()}
    >
      {(usage) => <Content own={own} usage={usage()} />}
    </Gate>
  );
}

function Content(props: { own: OwnUsage; usage: UsageSummary }) {
  // Days chosen by the reader may hold events where the period has none.
  const hasEvents = () => props.usage.days.length > 0 || props.own.filter().custom !== undefined;
  return (
    <div class="portal single">
      <div class="usage-period">
        <MonthSwitch
          name={nameOf(props.usage.period)}
          hasNext={!props.own.isRunning()}
          onPrevious={props.own.previous}
          onNext={props.own.next}
        />
        <p class="muted small">
          {t(props.own.isRunning() ? "portal.usage.running" : "portal.usage.over")}
        </p>
      </div>
      <Show when={props.usage.products.length > 0} fallback={<NothingCounted />}>
        <ul class="products">
          <For each={props.usage.products}>
            {(product) => <ProductCard product={product} isRunning={props.own.isRunning()} />}
          </For>
        </ul>
        <Show when={props.usage.days.length > 0}>
          <DayChart usage={props.usage} />
        </Show>
        <Show when={hasEvents()} fallback={<NothingUsed isRunning={props.own.isRunning()} />}>
          <Detail own={props.own} usage={props.usage} />
        </Show>
      </Show>
    </div>
  );
}

function nameOf(period: string): string {
  if (isMonth(period)) return month(period);
  const { first, last } = daysOf(period);
  return `${date(first)} – ${date(last)}`;
}

const NothingCounted = () => (
  <Notice
    icon="chart"
    title={t("portal.usage.nothingCounted")}
    desc={t("portal.usage.nothingCountedDesc")}
  >
    <A class="button primary" href={PATHS.subscription}>
      {t("common.portal.subscription")}
    </A>
  </Notice>
);

const NothingUsed = (props: { isRunning: boolean }) => (
  <Notice
    icon="chart"
    title={t(props.isRunning ? "portal.usage.nothingUsed" : "portal.usage.nothingUsedThen")}
    desc={t(props.isRunning ? "portal.usage.nothingUsedDesc" : "portal.usage.nothingUsedThenDesc")}
  >
    <Show when={props.isRunning}>
      <A class="button plain" href={PATHS.pricing}>
        {t("common.portal.pricing")}
      </A>
    </Show>
  </Notice>
);

const Skeleton = () => (
  <div class="portal single" role="status" aria-label={t("common.label.loading")}>
    <div class="usage-period">
      <span class="skeleton line w-7" />
    </div>
    <div class="products">
      <For each={[1, 2, 3]}>
        {() => (
          <div class="card product">
            <span class="skeleton line w-5" />
            <span class="skeleton price-wait w-7" />
            <span class="skeleton line thin w-8" />
          </div>
        )}
      </For>
    </div>
  </div>
);
