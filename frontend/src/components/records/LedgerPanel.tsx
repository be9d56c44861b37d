import { ledgerFile, readLedger } from "../../api/account.ts";
import { language, t } from "../../i18n/index.ts";
import type { RecordsFiltering } from "../../primitives/createRecordsFilter.ts";
import { createRefresh } from "../../primitives/createRefresh.ts";
import { createRemote } from "../../primitives/createRemote.ts";
import { LEDGER_KINDS, ledgerKindText } from "../../primitives/ledger.ts";
import { apiQuery, pageQuery } from "../../primitives/recordsFilter.ts";
import { LedgerRow } from "./LedgerRow.tsx";
import { RecordsPanel } from "./RecordsPanel.tsx";

/** Every change of what the customer has, line by line. */
export function LedgerPanel(props: { filtering: RecordsFiltering }) {
  const filter = () => props.filtering.filter();
  const [entries, reload] = createRemote(
    () => ({ query: pageQuery(filter(), new Date()), language: language() }),
    (wanted) => readLedger(wanted.query),
  );
  createRefresh(reload);

  return (
    <RecordsPanel
      remote={entries}
      onRetry={() => void reload()}
      filtering={props.filtering}
      kinds={LEDGER_KINDS.map((value) => ({ value, text: ledgerKindText(value) }))}
      file={ledgerFile(apiQuery(filter(), new Date()).toString())}
      empty={{
        title: t("web-personal-rights.records.ledgerEmpty"),
        desc: t("web-personal-rights.records.ledgerEmptyDesc"),
      }}
      row={(entry) => <LedgerRow entry={entry} />}
    />
  );
}
