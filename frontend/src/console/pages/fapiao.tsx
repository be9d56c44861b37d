import { createSignal, Show } from "solid-js";
import { moment, money } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { addressOf } from "../api/client.ts";
import { type FapiaoItem, readFapiao } from "../api/invoices.ts";
import { FileBack } from "../fapiao/FileBack.tsx";
import { RefuseDialog } from "../fapiao/RefuseDialog.tsx";
import { t } from "../i18n.ts";
import { FapiaoTag, InvoiceLink } from "../invoices/tags.tsx";
import { CustomerLink } from "../orders/columns.tsx";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { fapiaoState } from "../words.ts";

const STATES = ["requested", "issuing", "issued", "refused", "red"];
const PAGE_SIZE = "20";

/** Wishes for a fapiao, the oldest first; out as a file for the tax office's client, and back in with its numbers. */
export default function Fapiao() {
  const { can } = useSession();
  const filters = createFilters(["state"] as const);
  const [remote, reload] = createRead(
    () => ({ ...filters.values(), page: filters.page() || "1", pageSize: PAGE_SIZE }),
    (asked) => readFapiao(asked),
  );
  const [refusing, setRefusing] = createSignal<FapiaoItem>();
  const acts: Column<FapiaoItem> = {
    head: t("console.column.acts"),
    cell: (row) => (
      <Show when={isOpen(row)}>
        <span class="row-acts">
          <Button
            aria-label={`${t("console.fapiao.refuse")}: ${row.title.title}`}
            onClick={() => setRefusing({ ...row })}
          >
            {t("console.fapiao.refuse")}
          </Button>
        </span>
      </Show>
    ),
  };
  return (
    <>
      <Head title={t("console.fapiao.title")} lead={t("console.fapiao.lead")} />
      <Show when={can("invoices")}>
        <FileBack onDone={() => void reload()} />
      </Show>
      <FilterBar
        isFiltered={filters.values().state !== ""}
        onReset={() => filters.set({ state: "" })}
        csv={addressOf("fapiao.csv", filters.values())}
      >
        <ChoiceFilter
          label={t("console.column.state")}
          value={filters.values().state}
          choices={STATES.map((value) => ({ value, text: fapiaoState(value) }))}
          onChange={(state) => filters.set({ state })}
        />
      </FilterBar>
      <Listed
        caption={t("console.fapiao.title")}
        remote={remote}
        rowsOf={(page) => page.items}
        onRetry={() => void reload()}
        columns={[
          {
            head: t("console.column.document"),
            cell: (row) => <InvoiceLink id={row.invoiceId} number={row.invoiceNumber} />,
          },
          {
            head: t("console.column.customer"),
            cell: (row) => <CustomerLink id={row.customerId} />,
          },
          { head: t("console.fapiao.buyer"), cell: (row) => <Buyer row={row} /> },
          {
            head: t("console.column.amount"),
            numeric: true,
            cell: (row) => money(row.amount, row.currency),
          },
          { head: t("console.column.state"), cell: (row) => <State row={row} /> },
          { head: t("console.fapiao.redDue"), numeric: true, cell: (row) => <Red row={row} /> },
          { head: t("console.fapiao.asked"), cell: (row) => moment(row.requestedAt) },
          ...(can("invoices") && remote.value?.items.some(isOpen) ? [acts] : []),
        ]}
        empty={{ title: t("console.fapiao.empty"), desc: t("console.fapiao.emptyDesc") }}
        foot={(page) => (
          <Pager
            page={page.page}
            pages={Math.max(1, Math.ceil(page.total / page.pageSize))}
            total={page.total}
            onTurn={(wanted) => filters.turn({ page: String(wanted) })}
          />
        )}
      />
      <Show when={refusing()}>
        {(row) => (
          <RefuseDialog
            row={row()}
            onClose={() => setRefusing(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
    </>
  );
}

const isOpen = ({ status }: FapiaoItem): boolean => status === "requested" || status === "issuing";

const Buyer = (props: { row: FapiaoItem }) => (
  <>
    {props.row.title.title} <span class="muted small number">{props.row.title.taxNo}</span>{" "}
    <span class="muted small">{t(`console.fapiaoType.${props.row.type}`)}</span>
  </>
);

/** With the number that it has, or why it was refused. */
const State = (props: { row: FapiaoItem }) => (
  <>
    <FapiaoTag state={props.row.status} />{" "}
    <span class="muted small number">{props.row.number ?? reasonOf(props.row)}</span>
  </>
);

const reasonOf = ({ reason }: FapiaoItem): string =>
  reason === "refunded" ? t("console.fapiao.refunded") : reason;

const Red = (props: { row: FapiaoItem }) => (
  <Show when={Number(props.row.redDue) > 0} fallback={<span class="muted">–</span>}>
    <strong>{money(props.row.redDue, props.row.currency)}</strong>
  </Show>
);
