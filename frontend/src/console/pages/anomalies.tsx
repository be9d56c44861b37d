import { Show } from "solid-js";
import { moment, whole } from "../../shared/i18n/format.ts";
import { addressOf, readAnomalies } from "../api/client.ts";
import type { Anomalies } from "../api/types.ts";
import { named, t } from "../i18n.ts";
import { createNoting } from "../notes/createNoting.tsx";
import { NoteCell } from "../notes/NoteCell.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import type { Fact } from "../parts/Facts.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { gateway } from "../words.ts";

/** What came in and could not be tied to an order: genuine messages first, forged ones by day and reason. */
export default function AnomaliesPage() {
  const noting = createNoting();
  const [remote, reload] = createRead(
    () => ({ show: noting.shown() }),
    (query) => readAnomalies(query),
  );
  return (
    <>
      <Head title={t("console.anomalies.title")} lead={t("console.anomalies.lead")}>
        <noting.Filter />
        <FileLink address={addressOf("anomalies.csv", { show: noting.shown() })} />
      </Head>
      <Listed
        caption={t("console.anomalies.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={reload}
        columns={[
          { head: t("console.column.at"), cell: (row) => moment(row.at) },
          { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
          {
            head: t("console.anomalies.genuine"),
            cell: (row) => (
              <Tag
                code={row.genuine ? "failed" : ""}
                text={t(row.genuine ? "console.anomalies.isGenuine" : "console.anomalies.isForged")}
              />
            ),
          },
          {
            head: t("console.column.reason"),
            cell: (row) => named(`console.anomalyReason.${row.reason}`),
          },
          {
            head: t("console.column.detail"),
            cell: (row) => <span class="number">{row.detail}</span>,
          },
          { head: t("console.column.count"), numeric: true, cell: (row) => whole(row.count) },
          {
            head: t("console.notes.column"),
            cell: (row) => (
              <NoteCell
                note={row.note}
                about={row.detail}
                onAct={(act) =>
                  noting.start(
                    act,
                    { note: row.note, count: row.count, grows: !row.genuine },
                    factsOf(row),
                  )
                }
              />
            ),
          },
        ]}
        empty={noting.empty({
          title: t("console.anomalies.empty"),
          desc: t("console.anomalies.emptyDesc"),
        })}
        foot={(value) => (
          <Show when={value.more}>
            <p class="muted small">{t("console.more")}</p>
          </Show>
        )}
      />
      <noting.Dialog onDone={() => void reload()} />
    </>
  );
}

const factsOf = ({ gateway: code, reason, detail, count }: Anomalies["items"][number]): Fact[] => [
  { name: t("console.column.payWay"), value: gateway(code) },
  { name: t("console.column.reason"), value: named(`console.anomalyReason.${reason}`) },
  { name: t("console.column.detail"), value: detail },
  { name: t("console.column.count"), value: whole(count) },
];
