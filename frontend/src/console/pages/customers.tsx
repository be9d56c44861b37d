import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { addressOfCustomer } from "../addresses.ts";
import { addressOf, type Query, readCustomers } from "../api/client.ts";
import { balanceText, owedText } from "../customers/words.ts";
import { t } from "../i18n.ts";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Turn } from "../parts/Turn.tsx";

const FILTERS = ["search", "debt"] as const;
const DEBTS = ["owing", "allowed"] as const;

/** Everybody who was here, the latest first; or whose id, e-mail or name begins as typed. */
export default function Customers() {
  const filters = createFilters(FILTERS);
  const [remote, reload] = createRead(
    (): Query => ({ ...filters.values(), before: filters.before() }),
    (asked) => readCustomers(asked),
  );
  return (
    <>
      <Head title={t("console.customers.title")} lead={t("console.customers.lead")} />
      <FilterBar filters={filters} csv={addressOf("customers.csv", filters.values())}>
        <TextFilter
          label={t("console.customers.search")}
          value={filters.values().search}
          onChange={(search) => filters.set({ search })}
        />
        <ChoiceFilter
          label={t("console.customers.debt")}
          value={filters.values().debt}
          choices={DEBTS.map((value) => ({ value, text: t(`console.debt.${value}`) }))}
          onChange={(debt) => filters.set({ debt })}
        />
      </FilterBar>
      <Listed
        caption={t("console.customers.title")}
        remote={remote}
        rowsOf={(part) => part.items}
        onRetry={() => void reload()}
        columns={[
          {
            head: t("console.column.customer"),
            cell: (row) => <A href={addressOfCustomer(row.id)}>{row.name || row.id}</A>,
          },
          { head: t("console.customers.email"), cell: (row) => row.email },
          { head: t("console.customers.plan"), cell: (row) => row.planId },
          {
            head: t("console.customers.balances"),
            cell: (row) => row.balances.map(balanceText).join(" · "),
          },
          { head: t("console.customers.owed"), cell: owedText },
          { head: t("console.customers.lastSeen"), cell: (row) => moment(row.lastSeenAt) },
        ]}
        empty={{ title: t("console.customers.empty"), desc: t("console.filter.emptyDesc") }}
        foot={(part) => (
          <>
            <Show when={!part.debtsWhole}>
              <p class="muted small">{t("console.debt.notWhole")}</p>
            </Show>
            <Turn
              before={filters.before()}
              next={part.next}
              onTurn={(before) => filters.turn({ before })}
            />
          </>
        )}
      />
    </>
  );
}
