import { language, t } from "../../shared/i18n/index.ts";
import { isTimeKnown, serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { ledgerFile, readLedger } from "../api/account.ts";
import type { RecordsFiltering } from "./createRecordsFilter.ts";
import { LedgerRow } from "./LedgerRow.tsx";
import { LEDGER_KINDS, ledgerKindText } from "./ledger.ts";
import { RecordsPanel } from "./RecordsPanel.tsx";
import { apiQuery, endsToday, pageQuery } from "./recordsFilter.ts";

/** Every change of what the customer has, line by line. */
export function LedgerPanel(props: { filtering: RecordsFiltering }) {
  const filter = () => props.filtering.filter();
  const [entries, reload] = createRemote(
    // "The last 7 days" end today by the server's clock, not by the device's.
    () =>
      isTimeKnown() || !endsToday(filter())
        ? { query: pageQuery(filter(), new Date(serverNow())), language: language() }
        : undefined,
    (wanted) => readLedger(wanted.query),
  );
  createRefresh(reload);

  return (
    <RecordsPanel
      remote={entries}
      onRetry={() => void reload()}
      filtering={props.filtering}
      kinds={LEDGER_KINDS.map((value) => ({ value, text: ledgerKindText(value) }))}
      file={ledgerFile(apiQuery(filter(), new Date(serverNow())).toString())}
      empty={{
        title: t("web-personal-rights.records.ledgerEmpty"),
        desc: t("web-personal-rights.records.ledgerEmptyDesc"),
      }}
      row={(entry) => <LedgerRow entry={entry} />}
    />
  );
}
