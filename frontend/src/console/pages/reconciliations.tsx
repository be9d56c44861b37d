import { Show } from "solid-js";
import { moment, whole } from "../../shared/i18n/format.ts";
import { addressOf, readReconciliations } from "../api/client.ts";
import type { Reconciliations as Compared } from "../api/types.ts";
import { named, t } from "../i18n.ts";
import { createNoting } from "../notes/createNoting.tsx";
import { NoteCell } from "../notes/NoteCell.tsx";
import { OrderLink } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { gateway } from "../words.ts";

type Difference = Compared["discrepancies"][number];
type Day = Compared["items"][number];

/** What differs from the gateways' books and needs a person, then each day that was compared. */
export default function Reconciliations() {
  const noting = createNoting();
  const [remote, reload] = createRead(
    () => ({ show: noting.shown() }),
    (query) => readReconciliations(query),
  );
  return (
    <>
      <Head title={t("console.reconciliations.title")} lead={t("console.reconciliations.lead")} />
      <Section
        title={t("console.reconciliations.discrepancies")}
        acts={
          <>
            <noting.Filter />
            <FileLink address={addressOf("discrepancies.csv", { show: noting.shown() })} />
          </>
        }
      >
        <Listed
          caption={t("console.reconciliations.discrepancies")}
          remote={remote}
          rowsOf={(value) => value.discrepancies}
          onRetry={reload}
          columns={[...discrepancyColumns(), noteColumn(noting)]}
          empty={noting.empty({
            title: t("console.reconciliations.empty"),
            desc: t("console.reconciliations.emptyDesc"),
          })}
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
          columns={dayColumns()}
          empty={{
            title: t("console.reconciliations.noDays"),
            desc: t("console.reconciliations.noDaysDesc"),
          }}
        />
      </Section>
      <noting.Dialog onDone={() => void reload()} />
    </>
  );
}

const noteColumn = (noting: ReturnType<typeof createNoting>): Column<Difference> => ({
  head: t("console.notes.column"),
  cell: (row) => (
    <NoteCell
      note={row.note}
      about={row.number}
      onAct={(act) =>
        noting.start(act, { note: row.note, count: 1, grows: false }, [
          { name: t("console.column.number"), value: row.number },
          {
            name: t("console.column.reason"),
            value: named(`console.discrepancy.${row.reason}`),
          },
        ])
      }
    />
  ),
});

const discrepancyColumns = (): Column<Difference>[] => [
  { head: t("console.column.day"), cell: (row) => row.day },
  { head: t("console.column.order"), cell: (row) => <OrderLink orderNo={row.orderNo} /> },
  { head: t("console.column.number"), cell: (row) => <span class="number">{row.number}</span> },
  { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
  { head: t("console.column.reason"), cell: (row) => named(`console.discrepancy.${row.reason}`) },
  { head: t("console.column.at"), cell: (row) => moment(row.at) },
];

const dayColumns = (): Column<Day>[] => [
  { head: t("console.column.day"), cell: (row) => row.day },
  {
    head: t("console.column.state"),
    cell: (row) => (
      <Tag
        code={row.finished ? "done" : "due"}
        text={t(
          row.finished ? "console.reconciliations.finished" : "console.reconciliations.underWay",
        )}
      />
    ),
  },
  counted("orders", (row) => row.orders),
  counted("matched", (row) => row.matched),
  counted("mended", (row) => row.mended),
  counted("discrepancies", (row) => row.discrepancies),
  counted("unanswered", (row) => row.unanswered + row.waiting),
];

const counted = (
  name: "orders" | "matched" | "mended" | "discrepancies" | "unanswered",
  of: (row: Day) => number,
): Column<Day> => ({
  head: t(`console.reconciliations.${name}`),
  numeric: true,
  cell: (row) => whole(of(row)),
});
