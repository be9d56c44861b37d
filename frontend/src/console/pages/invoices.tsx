import { createSignal, Show } from "solid-js";
import { moment, money, month } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { type ConsoleInvoice, readInvoices } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { ActOnInvoice } from "../invoices/ActOnInvoice.tsx";
import { IssueDialog, type IssueStart } from "../invoices/IssueDialog.tsx";
import { DocumentTag, InvoiceLink } from "../invoices/tags.tsx";
import { CustomerLink } from "../orders/columns.tsx";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar, MonthFilter, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { documentKind, documentState } from "../words.ts";

const FILTERS = ["number", "customer", "period", "kind", "state"] as const;
const STATES = ["draft", "issued", "paid", "void"];
const KINDS = ["invoice", "credit-note"];
const PAGE_SIZE = "20";

/** Invoices, credit notes and drafts of all customers, the latest month first. */
export default function Invoices() {
  const { can } = useSession();
  const filters = createFilters(FILTERS);
  const [remote, reload] = createRead(
    () => ({ ...filters.values(), page: filters.page() || "1", pageSize: PAGE_SIZE }),
    (asked) => readInvoices(asked),
  );
  const [issuing, setIssuing] = createSignal<IssueStart>();
  const [dropping, setDropping] = createSignal<ConsoleInvoice>();
  const isFiltered = () => Object.values(filters.values()).some(Boolean);
  const reset = () => filters.set(Object.fromEntries(FILTERS.map((name) => [name, ""])));
  const actsOfDraft: Column<ConsoleInvoice> = {
    head: t("console.column.acts"),
    cell: (row) => (
      <Show when={row.state === "draft"}>
        <span class="row-acts">
          <Button onClick={() => setIssuing({ customerId: row.customerId, period: row.period })}>
            {t("console.issue.open")}
          </Button>
          <Button onClick={() => setDropping({ ...row })}>
            {t("console.invoiceAct.void.open")}
          </Button>
        </span>
      </Show>
    ),
  };

  return (
    <>
      <Head title={t("console.invoices.title")} lead={t("console.invoices.lead")}>
        <Show when={can("invoices")}>
          <Button
            look="primary"
            onClick={() => setIssuing({ customerId: filters.values().customer, period: "" })}
          >
            {t("console.issue.open")}
          </Button>
        </Show>
      </Head>
      <FilterBar isFiltered={isFiltered()} onReset={reset}>
        <TextFilter
          label={t("console.invoices.number")}
          value={filters.values().number}
          onChange={(number) => filters.set({ number })}
        />
        <TextFilter
          label={t("console.invoices.customer")}
          value={filters.values().customer}
          onChange={(customer) => filters.set({ customer })}
        />
        <MonthFilter
          label={t("console.column.month")}
          value={filters.values().period}
          onChange={(period) => filters.set({ period })}
        />
        <ChoiceFilter
          label={t("console.column.kind")}
          value={filters.values().kind}
          choices={KINDS.map((value) => ({ value, text: documentKind(value) }))}
          onChange={(kind) => filters.set({ kind })}
        />
        <ChoiceFilter
          label={t("console.column.state")}
          value={filters.values().state}
          choices={STATES.map((value) => ({ value, text: documentState(value) }))}
          onChange={(state) => filters.set({ state })}
        />
      </FilterBar>
      <Listed
        caption={t("console.invoices.title")}
        remote={remote}
        rowsOf={(page) => page.items}
        onRetry={() => void reload()}
        columns={[
          { head: t("console.column.document"), cell: (row) => <Numbered row={row} /> },
          { head: t("console.column.kind"), cell: (row) => documentKind(row.kind) },
          { head: t("console.column.month"), cell: (row) => month(row.period) },
          {
            head: t("console.column.customer"),
            cell: (row) => <CustomerLink id={row.customerId} />,
          },
          {
            head: t("console.column.amount"),
            numeric: true,
            cell: (row) => money(row.amount, row.currency),
          },
          { head: t("console.column.state"), cell: (row) => <DocumentTag state={row.state} /> },
          {
            head: t("console.column.issued"),
            cell: (row) => row.issuedAt && moment(row.issuedAt),
          },
          ...(can("invoices") && remote.value?.items.some(({ state }) => state === "draft")
            ? [actsOfDraft]
            : []),
        ]}
        empty={{ title: t("console.invoices.empty"), desc: t("console.invoices.emptyDesc") }}
        foot={(page) => (
          <Pager
            page={page.page}
            pages={Math.max(1, Math.ceil(page.total / page.pageSize))}
            total={page.total}
            onTurn={(wanted) => filters.turn({ page: String(wanted) })}
          />
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

/** What has no number has no page either. */
const Numbered = (props: { row: ConsoleInvoice }) => (
  <Show when={props.row.number} fallback={<span class="muted">–</span>}>
    {(number) => <InvoiceLink id={props.row.id} number={number()} />}
  </Show>
);
