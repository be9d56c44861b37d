import { createSignal, Show } from "solid-js";
import { day, month, whole } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { type ArchiveMonth, readArchive, restoreMonth } from "../api/archive.ts";
import { t } from "../i18n.ts";
import { auditReason } from "../invoices/reason.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createRead } from "../parts/createRead.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { useSession } from "../session.tsx";

/** The months whose orders and invoices are in the archive, once there are some; an owner puts one back. */
export function ArchiveSection() {
  const { can } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readArchive(),
  );
  const [restoring, setRestoring] = createSignal<ArchiveMonth>();
  const mayRestore = (row: ArchiveMonth) =>
    can("settings") && row.orders + row.invoices > 0 && row.restoredAt === null;
  return (
    <Show when={remote.value?.items.length}>
      <Section title={t("console.archive.title")}>
        <DataTable
          caption={t("console.archive.title")}
          rows={remote.value?.items ?? []}
          columns={[
            { head: t("console.column.month"), cell: (row) => month(row.month) },
            { head: t("console.archive.orders"), numeric: true, cell: (row) => whole(row.orders) },
            { head: t("console.archive.events"), numeric: true, cell: (row) => whole(row.events) },
            {
              head: t("console.archive.invoices"),
              numeric: true,
              cell: (row) => whole(row.invoices),
            },
            {
              head: t("console.archive.restored"),
              cell: (row) => (row.restoredAt ? day(row.restoredAt) : "–"),
            },
            {
              head: t("console.column.act"),
              cell: (row) => (
                <Show when={mayRestore(row)}>
                  <Button onClick={() => setRestoring(row)}>{t("console.archive.restore")}</Button>
                </Show>
              ),
            },
          ]}
        />
      </Section>
      <Show when={restoring()}>
        {(row) => (
          <ActDialog
            open
            title={t("console.archive.restoreTitle", { month: month(row().month) })}
            desc={t("console.archive.restoreDesc")}
            facts={[
              { name: t("console.archive.orders"), value: whole(row().orders) },
              { name: t("console.archive.invoices"), value: whole(row().invoices) },
            ]}
            act={t("console.archive.restore")}
            reason={auditReason()}
            onAct={(reason) => restoreMonth(row().month, reason)}
            done={t("console.archive.restoreDone")}
            onDone={() => void reload()}
            onClose={() => setRestoring(undefined)}
          />
        )}
      </Show>
    </Show>
  );
}
