import { Show } from "solid-js";
import { moment, whole } from "../../shared/i18n/format.ts";
import { addressOf, readAnomalies } from "../api/client.ts";
import { named, t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { gateway } from "../words.ts";

/** What came in and could not be tied to an order: genuine messages first, forged ones by day and reason. */
export default function Anomalies() {
  const [remote, reload] = createRead(
    () => true,
    () => readAnomalies(),
  );
  return (
    <>
      <Head title={t("console.anomalies.title")} lead={t("console.anomalies.lead")}>
        <FileLink address={addressOf("anomalies.csv")} />
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
        ]}
        empty={{ title: t("console.anomalies.empty"), desc: t("console.anomalies.emptyDesc") }}
        foot={(value) => (
          <Show when={value.more}>
            <p class="muted small">{t("console.more")}</p>
          </Show>
        )}
      />
    </>
  );
}
