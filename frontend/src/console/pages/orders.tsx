import { addressOf, type Query, readOrders } from "../api/client.ts";
import { t } from "../i18n.ts";
import { ArchiveNote } from "../orders/ArchiveNote.tsx";
import { orderColumns } from "../orders/columns.tsx";
import { asStretch, createFilters, type Filters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar, StretchFilter, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Turn } from "../parts/Turn.tsx";
import { kindOf, orderStatus, payWay } from "../words.ts";

const FILTERS = ["search", "state", "kind", "payType", "since", "until", "customer"] as const;
const STATES = [
  ...["pending", "paid", "completed", "closed", "cancelled", "expired", "refunding", "refunded"],
];
const KINDS = ["coze", "recharge", "credits", "subscription"];
const PAY_TYPES = [1, 2, 3];

/** Every order, the newest first. */
export default function Orders() {
  const filters = createFilters(FILTERS);
  const query = (): Query => asStretch(filters.values());
  const [remote, reload] = createRead(
    () => ({ ...query(), before: filters.before() }),
    (asked) => readOrders(asked),
  );
  return (
    <>
      <Head title={t("console.orders.title")} lead={t("console.orders.lead")} />
      <FilterBar filters={filters} csv={addressOf("orders.csv", query())}>
        <OrderFilters filters={filters} />
      </FilterBar>
      <Listed
        caption={t("console.orders.title")}
        remote={remote}
        rowsOf={(part) => part.items}
        columns={orderColumns({ withCustomer: true })}
        onRetry={() => void reload()}
        empty={{ title: t("console.orders.empty"), desc: t("console.filter.emptyDesc") }}
        foot={(part) => (
          <>
            <Turn
              before={filters.before()}
              next={part.next}
              onTurn={(before) => filters.turn({ before })}
            />
            <ArchiveNote before={part.archivedBefore} customerId={filters.values().customer} />
          </>
        )}
      />
    </>
  );
}

function OrderFilters(props: { filters: Filters<(typeof FILTERS)[number]> }) {
  const values = () => props.filters.values();
  return (
    <>
      <TextFilter
        label={t("console.orders.search")}
        value={values().search}
        onChange={(search) => props.filters.set({ search })}
      />
      <ChoiceFilter
        label={t("console.column.state")}
        value={values().state}
        choices={STATES.map((value) => ({ value, text: orderStatus(value) }))}
        onChange={(state) => props.filters.set({ state })}
      />
      <ChoiceFilter
        label={t("console.column.kind")}
        value={values().kind}
        choices={KINDS.map((value) => ({ value, text: kindOf(value) }))}
        onChange={(kind) => props.filters.set({ kind })}
      />
      <ChoiceFilter
        label={t("console.column.payWay")}
        value={values().payType}
        choices={PAY_TYPES.map((type) => ({ value: String(type), text: payWay(type) }))}
        onChange={(payType) => props.filters.set({ payType })}
      />
      <StretchFilter values={values()} onChange={props.filters.set} />
    </>
  );
}
