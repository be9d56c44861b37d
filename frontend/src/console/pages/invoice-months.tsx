import { createSignal, createUniqueId, Show } from "solid-js";
import { moment, month, whole } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { type InvoiceMonth, readMonths, runMonth } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { FailingDocuments } from "../invoices/FailingDocuments.tsx";
import { auditReason } from "../invoices/reason.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";

/** Each month's series, and how far the cron is with what was paid in it. */
export default function InvoiceMonths() {
  const { can } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readMonths(),
  );
  const [running, setRunning] = createSignal<{ period: string }>();
  return (
    <>
      <Head title={t("console.months.title")} lead={t("console.months.lead")}>
        <Show when={can("invoices")}>
          <Button onClick={() => setRunning({ period: "" })}>{t("console.months.run")}</Button>
        </Show>
      </Head>
      <Show when={remote.value}>
        {(value) => <FailingDocuments rows={value().failing} more={value().moreFailing} />}
      </Show>
      <Listed
        caption={t("console.months.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={() => void reload()}
        columns={[
          { head: t("console.column.month"), cell: (row) => month(row.period) },
          {
            head: t("console.months.lastInvoice"),
            numeric: true,
            cell: (row) => whole(row.lastInvoice),
          },
          {
            head: t("console.months.lastCreditNote"),
            numeric: true,
            cell: (row) => whole(row.lastCreditNote),
          },
          { head: t("console.column.state"), cell: (row) => <Walk row={row} /> },
          {
            head: t("console.months.next"),
            cell: (row) => (row.run && !row.run.closed ? moment(row.run.dueAt) : "–"),
          },
        ]}
        empty={{ title: t("console.months.empty"), desc: t("console.months.emptyDesc") }}
      />
      <Show when={running()}>
        {(start) => (
          <RunDialog
            period={start().period}
            onClose={() => setRunning(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
    </>
  );
}

function Walk(props: { row: InvoiceMonth }) {
  const code = () => {
    const { run } = props.row;
    if (!run) return "notYet";
    if (run.closed) return "closed";
    return run.failed > 0 ? "failing" : "open";
  };
  const tones = { notYet: "", closed: "done", failing: "failed", open: "due" };
  return (
    <>
      <Tag code={tones[code()]} text={t(`console.months.${code()}`)} />{" "}
      <Show when={props.row.run?.failed}>
        {(failed) => (
          <span class="muted small">{t("console.months.failed", { count: whole(failed()) })}</span>
        )}
      </Show>
    </>
  );
}

interface RunDialogProps {
  period: string;
  onClose: () => void;
  onDone: () => void;
}

function RunDialog(props: RunDialogProps) {
  const [period, setPeriod] = createSignal(props.period);
  const field = createUniqueId();
  const isReady = () => /^\d{4}-(0[1-9]|1[0-2])$/.test(period());
  return (
    <ActDialog
      open
      title={t("console.months.runTitle")}
      desc={t("console.months.runDesc")}
      facts={[]}
      act={
        isReady() ? t("console.months.runAct", { month: month(period()) }) : t("console.months.run")
      }
      isReady={isReady()}
      reason={auditReason()}
      onAct={(reason) => runMonth(period(), reason)}
      done={t("console.months.runDone")}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <div class="filter wide">
        <label for={field}>{t("console.column.month")}</label>
        <input
          id={field}
          class="day"
          type="month"
          placeholder="2026-11"
          value={period()}
          onInput={(event) => setPeriod(event.currentTarget.value)}
        />
      </div>
    </ActDialog>
  );
}
