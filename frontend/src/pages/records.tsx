import { Show } from "solid-js";
import { LedgerPanel } from "../components/records/LedgerPanel.tsx";
import { OrdersPanel } from "../components/records/OrdersPanel.tsx";
import { Tabs } from "../components/ui/Tabs.tsx";
import { t } from "../i18n/index.ts";
import { KINDS } from "../kinds/index.ts";
import { createRecordsFilter } from "../primitives/createRecordsFilter.ts";
import { LEDGER_KINDS } from "../primitives/ledger.ts";
import { TABS } from "../primitives/recordsFilter.ts";

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
