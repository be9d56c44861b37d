import { Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Tabs } from "../../shared/ui/Tabs.tsx";
import { KINDS } from "../kinds/index.ts";
import { createRecordsFilter } from "../records/createRecordsFilter.ts";
import { LedgerPanel } from "../records/LedgerPanel.tsx";
import { LEDGER_KINDS } from "../records/ledger.ts";
import { OrdersPanel } from "../records/OrdersPanel.tsx";
import { TABS } from "../records/recordsFilter.ts";

const PANEL_ID = "records-panel";
const FILTER_KINDS = { orders: KINDS.map((kind) => kind.from), ledger: LEDGER_KINDS };

/** A customer's orders and ledger entries of every kind, in one place. */
export default function Records() {
  const filtering = createRecordsFilter(FILTER_KINDS);
  return (
    <>
      <Tabs
        label={t("web-personal-rights.records.tabs")}
        chosen={filtering.filter().tab}
        tabs={TABS.map((id) => ({ id, text: t(`web-personal-rights.records.${id}`) }))}
        panel={PANEL_ID}
        onChoose={filtering.chooseTab}
      />
      <div id={PANEL_ID} role="tabpanel">
        <Show
          when={filtering.filter().tab === "orders"}
          fallback={<LedgerPanel filtering={filtering} />}
        >
          <OrdersPanel filtering={filtering} />
        </Show>
      </div>
    </>
  );
}
