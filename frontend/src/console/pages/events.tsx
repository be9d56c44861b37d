import { Show } from "solid-js";
import type { Query } from "../api/client.ts";
import { type ConsoleEvent, readEvents } from "../api/events.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { CustomerLink, OrderLink } from "../orders/columns.tsx";
import { createFilters, endOfDay, startOfDay } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar, StretchFilter, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Turn } from "../parts/Turn.tsx";
import { EVENTS, eventName } from "../words.ts";

const FILTERS = ["customer", "type", "since", "until"] as const;

/** What host products are told, as they are told it; what happened last comes first. */
export default function Events() {
  const filters = createFilters(FILTERS);
  const values = filters.values;
  const query = (): Query => {
    const { since, until, ...rest } = values();
    return { ...rest, from: startOfDay(since), to: endOfDay(until), before: filters.before() };
  };
  const [remote, reload] = createRead(query, (asked) => readEvents(asked));
  return (
    <>
      <Head title={t("console.events.title")} lead={t("console.events.lead")} />
      <FilterBar filters={filters}>
        <TextFilter
          label={t("console.events.customer")}
          value={values().customer}
          onChange={(customer) => filters.set({ customer })}
        />
        <ChoiceFilter
          label={t("console.events.type")}
          value={values().type}
          choices={EVENTS.map((value) => ({ value, text: eventName(value) }))}
          onChange={(type) => filters.set({ type })}
        />
        <StretchFilter values={values()} onChange={filters.set} />
      </FilterBar>
      <Listed
        caption={t("console.events.title")}
        remote={remote}
        rowsOf={(part) => part.items}
        onRetry={() => void reload()}
        columns={COLUMNS()}
        empty={{ title: t("console.events.empty"), desc: t("console.filter.emptyDesc") }}
        foot={(part) => (
          <Turn
            before={filters.before()}
            next={part.next}
            onTurn={(before) => filters.turn({ before })}
          />
        )}
      />
    </>
  );
}

const COLUMNS = (): Column<ConsoleEvent>[] => [
  { head: t("console.column.at"), cell: (row) => exactly(row.timestamp) },
  {
    head: t("console.events.type"),
    cell: (row) => (
      <>
        {eventName(row.type)}
        <div class="muted small event-type">{row.type}</div>
      </>
    ),
  },
  { head: t("console.column.customer"), cell: (row) => <CustomerLink id={row.subject} /> },
  {
    head: t("console.column.order"),
    cell: ({ data }) => (
      <Show when={typeof data.orderNo === "string" && data.orderNo}>
        {(orderNo) => <OrderLink orderNo={orderNo()} />}
      </Show>
    ),
  },
  {
    head: t("console.column.detail"),
    cell: ({ data }) => <span class="muted small number">{dataOf(data)}</span>,
  },
];

/** As it was told: names and values for who has to know exactly. */
const dataOf = ({ orderNo: _shown, ...data }: ConsoleEvent["data"]): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name} ${value}`)
    .join(" · ");
