import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { money, units, whole } from "../../shared/i18n/format.ts";
import type { Overview } from "../api/types.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { type Fact, Facts, Section } from "../parts/Facts.tsx";

/** What recurs, what is overdue and who owes, as accounts told it last. */
export function Plans(props: { overview: Overview }) {
  const plans = () => props.overview.plans;
  return (
    <Section title={t("console.revenue.title")}>
      <Facts facts={[...recurringFacts(props.overview), ...owedFacts(props.overview)]} />
      <Show when={plans().byPlan.length > 0}>
        <details class="chart-table">
          <summary>{t("console.revenue.byPlan")}</summary>
          <DataTable
            caption={t("console.revenue.byPlan")}
            rows={plans().byPlan}
            columns={[
              { head: t("console.customers.plan"), cell: (row) => row.planId },
              {
                head: t("console.column.state"),
                cell: (row) => t(`console.revenueKind.${row.kind}`),
              },
              {
                head: t("console.revenue.customers"),
                numeric: true,
                cell: (row) => whole(row.customers),
              },
              {
                head: t("console.revenue.monthly"),
                numeric: true,
                cell: (row) =>
                  row.monthly !== null && row.currency ? money(row.monthly, row.currency) : "",
              },
            ]}
          />
        </details>
      </Show>
      <p class="muted small">{t("console.revenue.definition")}</p>
      <p class="muted small">
        {t(props.overview.plansWhole ? "console.revenue.asOf" : "console.revenue.notWhole", {
          at: exactly(props.overview.asOf),
        })}
      </p>
    </Section>
  );
}

const recurringFacts = ({ plans }: Overview): Fact[] => [
  ...plans.recurring.map(({ currency, monthly, prepaid, customers }) => ({
    name: t("console.revenue.recurring", { currency }),
    value: (
      <>
        <b class="figure">{money(monthly, currency)}</b>{" "}
        <span class="muted small">
          {t("console.revenue.of", {
            customers: whole(customers),
            prepaid: money(prepaid, currency),
          })}
        </span>
      </>
    ),
  })),
  ...plans.overdue.map(({ currency, customers, amount }) => ({
    name: t("console.revenue.overdue", { currency }),
    value: (
      <>
        <b class="figure">{money(amount, currency)}</b>{" "}
        <span class="muted small">{t("console.revenue.who", { customers: whole(customers) })}</span>
      </>
    ),
  })),
];

const owedFacts = ({ debts }: Overview): Fact[] => [
  {
    name: t("console.revenue.debts"),
    value: (
      <>
        <A href="/customers?debt=owing">
          {t("console.revenue.who", { customers: whole(debts.customers) })}
        </A>{" "}
        <For each={debts.byAsset.filter((debt) => debt.units > 0)}>
          {(debt) => <span class="muted small">{units(debt.asset, debt.units)} </span>}
        </For>
      </>
    ),
  },
];
