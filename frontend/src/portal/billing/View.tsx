import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { day, money, month, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { createOwnTitle } from "../../shared/primitives/pageTitle.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { Invoice } from "../api.ts";
import type { Billing } from "./createBilling.ts";
import { Documents } from "./Documents.tsx";
import { FapiaoCard } from "./FapiaoCard.tsx";
import { Parties } from "./Parties.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

interface ViewProps {
  own: Billing;
  invoice: Invoice;
}

/** One document as it was issued, and what can be done with it. */
export function View(props: ViewProps) {
  createOwnTitle(() => props.invoice.number);
  return (
    <div class="portal invoice">
      <p class="invoice-back">
        <A href={props.own.listAddress()}>
          <Icon name="back" />
          {t("portal.billing.all")}
        </A>
      </p>
      <section class="card portal-card" aria-label={props.invoice.number}>
        <Head invoice={props.invoice} />
        <Parties {...props} />
        <Items invoice={props.invoice} />
        <Sums invoice={props.invoice} />
      </section>
      <div class="invoice-side">
        <Documents invoice={props.invoice} />
        <Show when={props.invoice.kind === "invoice" && props.invoice.issuer === "us"}>
          <FapiaoCard {...props} />
        </Show>
        <Related {...props} />
      </div>
    </div>
  );
}

const Head = (props: { invoice: Invoice }) => (
  <div>
    <p class="row-title">
      <span class="muted small">
        {t(`portal.billing.kind.${props.invoice.kind}`)} · {month(props.invoice.period)}
      </span>
      <StatusBadge of={props.invoice} />
      <Show when={props.invoice.issuer === "stripe"}>
        <span class="badge">{t("portal.billing.byStripe")}</span>
      </Show>
    </p>
    <p class="invoice-amount">
      <b>{money(props.invoice.amount, props.invoice.currency)}</b>
    </p>
    <p class="muted small">{t("portal.billing.issuedOn", { date: day(props.invoice.issuedAt) })}</p>
  </div>
);

const Items = (props: { invoice: Invoice }) => (
  <ul class="rows invoice-items" aria-label={t("portal.billing.items")}>
    <For each={props.invoice.items}>
      {(item) => (
        <li>
          <div class="row-main">
            <p lang={foreignTag(item.text)}>{item.text}</p>
            <p class="row-facts muted small">
              <time dateTime={item.paidAt}>
                {t("portal.billing.paidOn", { date: day(item.paidAt) })}
              </time>
              <span>
                {t("portal.billing.quantity", {
                  quantity: whole(item.quantity),
                  price: money(item.unitAmount, props.invoice.currency),
                })}
              </span>
              <span>{t("portal.billing.rate", { rate: item.taxRate })}</span>
            </p>
          </div>
          <p class="row-end">
            <b>{money(item.amount, props.invoice.currency)}</b>
          </p>
        </li>
      )}
    </For>
  </ul>
);

/** Taxes by rate, and what was paid of it. */
function Sums(props: { invoice: Invoice }) {
  const amount = (text: string) => money(text, props.invoice.currency);
  return (
    <dl class="facts">
      <For each={props.invoice.taxes}>
        {(row) => (
          <div>
            <dt>
              {t("portal.billing.tax", { rate: row.rate, base: amount(row.base) })}
              {row.mark && ` ${row.mark}`}
            </dt>
            <dd>{amount(row.tax)}</dd>
          </div>
        )}
      </For>
      <div class="invoice-total">
        <dt>
          {t(
            props.invoice.pricesIncludeTax ? "portal.billing.totalWithTax" : "portal.billing.total",
          )}
        </dt>
        <dd>{amount(props.invoice.amount)}</dd>
      </div>
      <Show when={props.invoice.kind === "invoice"}>
        <div>
          <dt>{t("portal.billing.paid")}</dt>
          <dd>{amount(props.invoice.paidAmount)}</dd>
        </div>
        <Show when={Number(props.invoice.dueAmount) > 0}>
          <div>
            <dt>{t("portal.billing.due")}</dt>
            <dd>{amount(props.invoice.dueAmount)}</dd>
          </div>
        </Show>
      </Show>
    </dl>
  );
}

/** Credit notes, revisions, and what this document corrects. */
function Related(props: ViewProps) {
  const revisions = () => props.invoice.revisions.filter(({ id }) => id !== props.invoice.id);
  const links = () => [
    ...props.invoice.creditNotes.map((note) => ({ ...note, kind: "creditNote" as const })),
    ...revisions().map((revision) => ({ ...revision, kind: "revision" as const })),
  ];
  return (
    <Show when={links().length > 0 || props.invoice.refersTo}>
      <section class="card portal-card">
        <h2>{t("portal.billing.related")}</h2>
        <ul class="rows">
          <Show when={props.invoice.refersTo}>
            {(to) => (
              <li>
                <span class="row-main muted small">{t("portal.billing.refersTo")}</span>
                <A href={props.own.addressOf(to().number)}>{to().number}</A>
              </li>
            )}
          </Show>
          <For each={links()}>
            {(one) => (
              <li>
                <span class="row-main muted small">
                  <Words text={t(`portal.billing.${one.kind}`, { date: day(one.issuedAt) })} />
                </span>
                <A href={props.own.addressOf(one.number)}>{one.number}</A>
                <span class="small">{money(one.amount, props.invoice.currency)}</span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
