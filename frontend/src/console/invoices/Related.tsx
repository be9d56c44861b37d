import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { moment, money } from "../../shared/i18n/format.ts";
import type { Invoice } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import { documentKind } from "../words.ts";
import { FapiaoTag, InvoiceLink } from "./tags.tsx";

/** Credit notes, other revisions, and the fapiao over it. */
export function Related(props: { invoice: Invoice }) {
  const rows = () => [
    ...props.invoice.creditNotes.map((note) => ({ ...note, what: documentKind("credit-note") })),
    ...props.invoice.revisions
      .filter(({ id }) => id !== props.invoice.id)
      .map((revision) => ({ ...revision, what: t("console.invoice.revision") })),
  ];
  return (
    <>
      <Show when={rows().length > 0}>
        <Section title={t("console.invoice.related")}>
          <DataTable
            caption={t("console.invoice.related")}
            rows={rows()}
            columns={[
              { head: t("console.column.document"), cell: (row) => <InvoiceLink {...row} /> },
              { head: t("console.column.kind"), cell: (row) => row.what },
              {
                head: t("console.column.amount"),
                numeric: true,
                cell: (row) => money(row.amount, props.invoice.currency),
              },
              { head: t("console.column.issued"), cell: (row) => moment(row.issuedAt) },
            ]}
          />
        </Section>
      </Show>
      <Show when={props.invoice.fapiao}>
        {(fapiao) => (
          <Section
            title={t("console.fapiao.title")}
            acts={
              <A class="button plain" href="/fapiao">
                {t("console.fapiao.queue")}
              </A>
            }
          >
            <Facts
              facts={[
                { name: t("console.column.state"), value: <FapiaoTag state={fapiao().status} /> },
                { name: t("console.fapiao.buyer"), value: fapiao().title.title },
                {
                  name: t("console.column.amount"),
                  value: money(fapiao().amount, fapiao().currency),
                },
                {
                  name: t("console.fapiao.number"),
                  value: <span class="number">{fapiao().number ?? "–"}</span>,
                },
                {
                  name: t("console.fapiao.redDue"),
                  value: money(fapiao().redDue, fapiao().currency),
                },
              ]}
            />
          </Section>
        )}
      </Show>
    </>
  );
}
