import { A } from "@solidjs/router";
import { For, Match, Show, Switch } from "solid-js";
import { day, money, month, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { pagesOf } from "../../shared/paging/place.ts";
import { PATHS } from "../../shared/paths.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { InvoicePage, InvoiceSummary } from "../api.ts";
import type { Billing } from "./createBilling.ts";
import { isFiltered, STATUSES } from "./filter.ts";
import { StatusBadge } from "./StatusBadge.tsx";

interface ListProps {
  own: Billing;
  page: InvoicePage;
}

/** A month's documents, the latest first, each with what was refunded of it. */
export function List(props: ListProps) {
  const pages = () => pagesOf(props.page, props.own.paging.place());
  const hasNone = () => props.page.total === 0;
  return (
    <div class="portal single">
      <Show when={!hasNone() || isFiltered(props.own.filter())}>
        <Filters {...props} />
      </Show>
      <Switch>
        <Match when={hasNone() && isFiltered(props.own.filter())}>
          <Notice
            icon="file"
            title={t("portal.billing.noMatch")}
            desc={t("portal.billing.noMatchDesc")}
          >
            <Button onClick={props.own.clear}>{t("portal.billing.clear")}</Button>
          </Notice>
        </Match>
        <Match when={hasNone()}>
          <Notice
            icon="file"
            title={t("portal.billing.empty")}
            desc={t("portal.billing.emptyDesc")}
          >
            <A class="button plain" href={PATHS.records}>
              {t("common.personalRights.records")}
            </A>
            <A class="button primary" href={PATHS.account}>
              {t("portal.billing.toAccount")}
            </A>
          </Notice>
        </Match>
        <Match when={true}>
          <section class="card invoices" aria-label={t("menu.billing")}>
            <ul class="rows">
              <For each={props.page.items}>
                {(invoice) => (
                  <Row invoice={invoice} address={props.own.addressOf(invoice.number)} />
                )}
              </For>
            </ul>
          </section>
          <Show when={pages() > 1}>
            <Pager of={props.page} paging={props.own.paging} />
          </Show>
        </Match>
      </Switch>
    </div>
  );
}

function Filters(props: ListProps) {
  return (
    <div class="toolbar">
      <Select
        label={t("portal.billing.month")}
        value={props.own.filter().month ?? ""}
        options={[
          { value: "", text: t("portal.billing.allMonths") },
          ...props.own.months().map((value) => ({ value, text: month(value) })),
        ]}
        onChoose={props.own.chooseMonth}
      />
      <Select
        label={t("portal.billing.state")}
        value={props.own.filter().status ?? ""}
        options={[
          { value: "", text: t("portal.billing.allStates") },
          ...STATUSES.map((value) => ({ value, text: t(`portal.billing.status.${value}`) })),
        ]}
        onChoose={props.own.chooseStatus}
      />
      <p class="toolbar-count muted small" role="status">
        <Words text={t("common.paging.count", { total: whole(props.page.total) })} />
      </p>
    </div>
  );
}

/** The whole line leads to the invoice; its number is the link's name. */
function Row(props: { invoice: InvoiceSummary; address: string }) {
  return (
    <li class="invoice-row" data-testid="invoice">
      <div class="row-main">
        <p class="row-title">
          <A class="invoice-link" href={props.address}>
            <span class="visually-hidden">{t("portal.billing.open")} </span>
            {month(props.invoice.period)}
          </A>
          <StatusBadge of={props.invoice} />
          <Show when={props.invoice.issuer === "stripe"}>
            <span class="badge">{t("portal.billing.byStripe")}</span>
          </Show>
        </p>
        <p class="row-facts muted small">
          <span class="row-id" translate="no">
            {props.invoice.number}
          </span>
          <time dateTime={props.invoice.issuedAt}>
            {t("portal.billing.issuedOn", { date: day(props.invoice.issuedAt) })}
          </time>
          <For each={props.invoice.creditNotes}>
            {(note) => (
              <span class="credited">
                {t("portal.billing.refunded", {
                  amount: money(note.amount, props.invoice.currency),
                })}
              </span>
            )}
          </For>
        </p>
      </div>
      <p class="row-end">
        <b>{money(props.invoice.amount, props.invoice.currency)}</b>
      </p>
    </li>
  );
}
