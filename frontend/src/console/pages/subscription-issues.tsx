import { Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { readIssues } from "../api/client.ts";
import type { SubscriptionIssue } from "../api/types.ts";
import { t } from "../i18n.ts";
import { IssueWords, issueName } from "../issues/IssueWords.tsx";
import { createNoting } from "../notes/createNoting.tsx";
import { NoteCell } from "../notes/NoteCell.tsx";
import { CustomerLink } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import type { Fact } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";

/** Customers' subscriptions that need a person, each with what to do. */
export default function SubscriptionIssuesPage() {
  const noting = createNoting();
  const [remote, reload] = createRead(
    () => ({ show: noting.shown() }),
    (query) => readIssues(query),
  );
  return (
    <>
      <Head title={t("console.issues.title")} lead={t("console.issues.lead")}>
        <noting.Filter />
      </Head>
      <Listed
        caption={t("console.issues.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={reload}
        columns={[
          {
            head: t("console.column.customer"),
            cell: (row) => <CustomerLink id={row.customerId} name={row.customerName} />,
          },
          { head: t("console.issues.what"), cell: (row) => <IssueWords issue={row} /> },
          { head: t("console.issues.since"), cell: (row) => moment(row.since) },
          {
            head: t("console.notes.column"),
            cell: (row) => (
              <NoteCell
                note={row.note}
                about={`${row.customerName ?? row.customerId} ${row.about}`}
                onAct={(act) =>
                  noting.start(act, { note: row.note, count: 1, grows: false }, factsOf(row))
                }
              />
            ),
          },
        ]}
        empty={noting.empty({
          title: t("console.issues.empty"),
          desc: t("console.issues.emptyDesc"),
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

const factsOf = (issue: SubscriptionIssue): Fact[] => [
  { name: t("console.column.customer"), value: issue.customerName ?? issue.customerId },
  { name: t("console.issues.what"), value: issueName(issue) },
  { name: t("console.column.detail"), value: issue.about },
];
