import { createUniqueId, For, Match, Show, Switch } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { change, date, moment, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { pagesOf } from "../../shared/paging/place.ts";
import { Day } from "../../shared/periods/Day.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { UsageDetail, UsageItem, UsageSummary } from "../api.ts";
import type { OwnUsage } from "./createUsage.ts";

interface DetailProps {
  own: OwnUsage;
  usage: UsageSummary;
}

/** Event by event what was used, in the period or in days of the reader's choice, and all of it as a file. */
export function Detail(props: DetailProps) {
  const title = createUniqueId();
  return (
    <section class="card portal-card usage-detail" aria-labelledby={title}>
      <h2 id={title}>{t("portal.usage.detail")}</h2>
      <Filters {...props} />
      <Switch fallback={<Wait />}>
        <Match when={props.own.detail.value?.total === 0}>
          <p class="muted" role="status">
            {t("portal.usage.noEvents")}
          </p>
        </Match>
        <Match when={props.own.detail.value}>
          {(page) => <Events page={page()} busy={props.own.detail.loading} own={props.own} />}
        </Match>
        <Match when={props.own.detail.failure}>
          {(failure) => (
            <LoadFailure
              failure={failure()}
              busy={props.own.detail.loading}
              onRetry={() => void props.own.reload()}
            />
          )}
        </Match>
      </Switch>
    </section>
  );
}

function Filters(props: DetailProps) {
  const filter = () => props.own.filter();
  return (
    <div class="toolbar">
      <Select
        label={t("portal.usage.product")}
        value={filter().product ?? ""}
        options={[
          { value: "", text: t("portal.usage.allProducts") },
          ...props.usage.products.map(({ id, name }) => ({ value: id, text: name })),
        ]}
        onChoose={props.own.chooseProduct}
      />
      <Select
        label={t("portal.usage.range")}
        value={filter().custom ? "custom" : "period"}
        options={[
          { value: "period", text: t("portal.usage.rangePeriod") },
          { value: "custom", text: t("portal.usage.rangeCustom") },
        ]}
        onChoose={props.own.chooseRange}
      />
      <Show when={filter().custom}>
        <div class="dates">
          <Day
            label={t("portal.usage.from")}
            value={props.own.stretch()?.first}
            max={props.own.stretch()?.last}
            onChoose={props.own.chooseFrom}
          />
          <span class="muted" aria-hidden="true">
            –
          </span>
          <Day
            label={t("portal.usage.to")}
            value={props.own.stretch()?.last}
            min={props.own.stretch()?.first}
            onChoose={props.own.chooseTo}
          />
        </div>
      </Show>
      <p class="toolbar-count muted small" role="status">
        <Show when={props.own.detail.value?.total}>
          {(total) => <Words text={t("common.paging.count", { total: whole(total()) })} />}
        </Show>
      </p>
      <Show when={props.own.detail.value?.total}>
        <a class="button plain" href={props.own.file()} rel="external" download="">
          <span class="button-text">
            <Icon name="download" />
            {t("portal.usage.export")}
          </span>
        </a>
      </Show>
    </div>
  );
}

function Events(props: { page: UsageDetail; busy: boolean; own: OwnUsage }) {
  const pages = () => pagesOf(props.page, props.own.paging.place());
  return (
    <>
      <ul class="rows" aria-busy={props.busy}>
        <For each={props.page.items}>{(item) => <Event item={item} />}</For>
      </ul>
      <Show when={pages() > 1}>
        <Pager of={props.page} paging={props.own.paging} />
      </Show>
    </>
  );
}

function Event(props: { item: UsageItem }) {
  const { item } = props;
  return (
    <li data-testid="event">
      <div class="row-main">
        <p class="row-title">
          <span lang={foreignTag(item.productName)}>{item.productName}</span>
          <Show when={item.late}>
            <span class="badge">{t("portal.usage.late")}</span>
          </Show>
          <Show when={item.corrects}>
            <span class="badge">{t("portal.usage.correction")}</span>
          </Show>
        </p>
        <p class="row-facts muted small">
          <time dateTime={item.at}>{moment(item.at)}</time>
          <Show when={item.late}>
            <span>{t("portal.usage.countsOn", { date: date(item.date) })}</span>
          </Show>
          <Show when={item.model}>{(model) => <span>{model()}</span>}</Show>
          <span class="row-id" translate="no">
            {item.id}
          </span>
        </p>
      </div>
      <p class="row-end">
        <b>{t("portal.usage.amount", { count: whole(item.count), unit: item.unit })}</b>
        <Show when={item.charged !== 0 && item.asset}>
          {(asset) => <span class="muted small">{change(asset(), -item.charged)}</span>}
        </Show>
      </p>
    </li>
  );
}

const Wait = () => (
  <div role="status" aria-label={t("common.label.loading")}>
    <For each={[1, 2, 3]}>{() => <span class="skeleton line w-9" />}</For>
  </div>
);
