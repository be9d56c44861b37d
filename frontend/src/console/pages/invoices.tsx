import { createSignal, Show } from "solid-js";
import { createPaging } from "../../shared/paging/createPaging.ts";
import { placeAsked } from "../../shared/paging/place.ts";
import { dayText } from "../../shared/periods/days.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { addressOf } from "../api/client.ts";
import { type ConsoleInvoice, readInvoices } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { ActOnInvoice } from "../invoices/ActOnInvoice.tsx";
import { ArchiveNote } from "../invoices/ArchiveNote.tsx";
import { invoiceColumns } from "../invoices/columns.tsx";
import { INVOICE_FILTERS, InvoiceFilters } from "../invoices/InvoiceFilters.tsx";
import { IssueDialog, type IssueStart } from "../invoices/IssueDialog.tsx";

import { CountedPager } from "../parts/CountedPager.tsx";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { FilterBar } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";

const PAGE_SIZE = 20;

/** Invoices, credit notes and drafts of all customers, the latest month first. */
export default function Invoices() {
  const { can } = useSession();
  const filters = createFilters(INVOICE_FILTERS);
  const paging = createPaging(() => remote.failure, true);
  const [remote, reload] = createRead(
    () => ({ ...filters.values(), ...placeAsked(paging.place(), PAGE_SIZE) }),
    (asked) => readInvoices(asked),
  );
  const [issuing, setIssuing] = createSignal<IssueStart>();
  const [dropping, setDropping] = createSignal<ConsoleInvoice>();
  /** Drafts are rare: the column is there while the list has one. */
  const hasDraftActs = () =>
    can("invoices") && remote.value?.items.some(({ state }) => state === "draft");
  return (
    <>
      <Head title={t("console.invoices.title")} lead={t("console.invoices.lead")}>
        <Show when={can("invoices")}>
          <Button
            look="primary"
            onClick={() =>
              setIssuing({
                customerId: filters.values().customer,
                period: filters.values().period || dayText(new Date()).slice(0, 7),
              })
            }
          >
            {t("console.issue.open")}
          </Button>
        </Show>
      </Head>
      <FilterBar filters={filters} csv={addressOf("invoices.csv", filters.values())}>
        <InvoiceFilters filters={filters} />
      </FilterBar>
      <Listed
        caption={t("console.invoices.title")}
        remote={remote}
        rowsOf={(page) => page.items}
        onRetry={() => void reload()}
        columns={invoiceColumns(hasDraftActs() ? { issue: setIssuing, drop: setDropping } : null)}
        empty={{ title: t("console.invoices.empty"), desc: t("console.invoices.emptyDesc") }}
        foot={(page) => (
          <>
            <CountedPager of={page} paging={paging} />
            <ArchiveNote until={page.archivedMonth} customerId={filters.values().customer} />
          </>
        )}
      />
      <Show when={issuing()}>
        {(start) => (
          <IssueDialog
            start={start()}
            onClose={() => setIssuing(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
      <Show when={dropping()}>
        {(row) => (
          <ActOnInvoice
            act="void"
            on={row()}
            onClose={() => setDropping(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
    </>
  );
}
