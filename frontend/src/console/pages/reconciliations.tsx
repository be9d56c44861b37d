import { Show } from "solid-js";
import { moment, whole } from "../../shared/i18n/format.ts";
import { readReconciliations } from "../api/client.ts";
import { named, t } from "../i18n.ts";
import { OrderLink } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { gateway } from "../words.ts";

/** What differs from the gateways' books and needs a person, then each day that was compared. */
export default function Reconciliations() {
  const [remote, reload] = createRead(
    () => true,
    () => readReconciliations(),
  );
  return (
    <>
      <Head title={t("console.reconciliations.title")} lead={t("console.reconciliations.lead")} />
      <Section title={t("console.reconciliations.discrepancies")}>
        <Listed
          caption={t("console.reconciliations.discrepancies")}
          remote={remote}
          rowsOf={(value) => value.discrepancies}
          onRetry={reload}
          columns={[
            { head: t("console.column.day"), cell: (row) => row.day },
            { head: t("console.column.order"), cell: (row) => <OrderLink orderNo={row.orderNo} /> },
            {
              head: t("console.column.number"),
              cell: (row) => <span class="number">{row.number}</span>,
            },
            { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
            {
              head: t("console.column.reason"),
              cell: (row) => named(`console.discrepancy.${row.reason}`),
            },
            { head: t("console.column.at"), cell: (row) => moment(row.at) },
          ]}
          empty={{
            title: t("console.reconciliations.empty"),
            desc: t("console.reconciliations.emptyDesc"),
          }}
          foot={(value) => (
            <Show when={value.moreDiscrepancies}>
              <p class="muted small">{t("console.more")}</p>
            </Show>
          )}
        />
      </Section>
      <Section title={t("console.reconciliations.days")}>
        <Listed
          caption={t("console.reconciliations.days")}
          remote={remote}
          rowsOf={(value) => value.items}
          onRetry={reload}
          columns={[
            { head: t("console.column.day"), cell: (row) => row.day },
            {
              head: t("console.column.state"),
              cell: (row) => (
                <Tag
                  code={row.finished ? "done" : "due"}
                  text={t(
                    row.finished
                      ? "console.reconciliations.finished"
                      : "console.reconciliations.underWay",
                  )}
                />
              ),
            },
            {
              head: t("console.reconciliations.orders"),
              numeric: true,
              cell: (row) => whole(row.orders),
            },
            {
              head: t("console.reconciliations.matched"),
              numeric: true,
              cell: (row) => whole(row.matched),
            },
            {
              head: t("console.reconciliations.mended"),
              numeric: true,
              cell: (row) => whole(row.mended),
            },
            {
              head: t("console.reconciliations.discrepancies"),
              numeric: true,
              cell: (row) => whole(row.discrepancies),
            },
            {
              head: t("console.reconciliations.unanswered"),
              numeric: true,
              cell: (row) => whole(row.unanswered + row.waiting),
            },
          ]}
          empty={{
            title: t("console.reconciliations.noDays"),
            desc: t("console.reconciliations.noDaysDesc"),
          }}
        />
      </Section>
    </>
  );
}
