import { A } from "@solidjs/router";
import { moment } from "../../shared/i18n/format.ts";
import { addressOfCustomer } from "../addresses.ts";
import { type Query, readCustomers } from "../api/client.ts";
import { balanceText } from "../customers/words.ts";
import { t } from "../i18n.ts";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { FilterBar, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Turn } from "../parts/Turn.tsx";

/** Everybody who was here, the latest first; or whose id, e-mail or name begins as typed. */
export default function Customers() {
  const filters = createFilters(["search"] as const);
  const [remote, reload] = createRead(
    (): Query => ({ ...filters.values(), before: filters.before() }),
    (asked) => readCustomers(asked),
  );
  return (
    <>
      <Head title={t("console.customers.title")} lead={t("console.customers.lead")} />
      <FilterBar filters={filters}>
        <TextFilter
          label={t("console.customers.search")}
          value={filters.values().search}
          onChange={(search) => filters.set({ search })}
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
          { head: t("console.customers.lastSeen"), cell: (row) => moment(row.lastSeenAt) },
        ]}
        empty={{ title: t("console.customers.empty"), desc: t("console.filter.emptyDesc") }}
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
