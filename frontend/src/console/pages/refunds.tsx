import { moment, money } from "../../shared/i18n/format.ts";
import { createPaging } from "../../shared/paging/createPaging.ts";
import { placeAsked } from "../../shared/paging/place.ts";
import { addressOf, readRefunds } from "../api/client.ts";
import { t } from "../i18n.ts";
import { CustomerLink, OrderLink } from "../orders/columns.tsx";
import { CountedPager } from "../parts/CountedPager.tsx";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { gateway, refundState, refundWhy } from "../words.ts";

const STATES = ["due", "failed", "done"];
const PAGE_SIZE = 20;

/** Refunds of all orders, the newest first. A failed one is mended on its order's page. */
export default function Refunds() {
  const filters = createFilters(["state"] as const);
  const paging = createPaging(() => remote.failure, true);
  const [remote, reload] = createRead(
    () => ({ ...filters.values(), ...placeAsked(paging.place(), PAGE_SIZE) }),
    (asked) => readRefunds(asked),
  );
  return (
    <>
      <Head title={t("console.refunds.title")} lead={t("console.refunds.lead")} />
      <FilterBar filters={filters} csv={addressOf("refunds.csv", filters.values())}>
        <ChoiceFilter
          label={t("console.column.state")}
          value={filters.values().state}
          choices={STATES.map((value) => ({ value, text: refundState(value) }))}
          onChange={(state) => filters.set({ state })}
        />
      </FilterBar>
      <Listed
        caption={t("console.refunds.title")}
        remote={remote}
        rowsOf={(page) => page.items}
        onRetry={reload}
        columns={[
          { head: t("console.column.order"), cell: (row) => <OrderLink orderNo={row.orderNo} /> },
          {
            head: t("console.column.customer"),
            cell: (row) => <CustomerLink id={row.customerId} />,
          },
          {
            head: t("console.column.amount"),
            numeric: true,
            cell: (row) => money(row.amount, row.currency),
          },
          { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
          { head: t("console.column.why"), cell: (row) => refundWhy(row.why) },
          {
            head: t("console.column.state"),
            cell: (row) => (
              <>
                <Tag code={row.state} text={refundState(row.state)} />{" "}
                <span class="muted small">{row.detail}</span>
              </>
            ),
          },
          { head: t("console.column.changed"), cell: (row) => moment(row.updatedAt) },
        ]}
        empty={{ title: t("console.refunds.empty"), desc: t("console.refunds.emptyDesc") }}
        foot={(page) => <CountedPager of={page} paging={paging} />}
      />
    </>
  );
}
