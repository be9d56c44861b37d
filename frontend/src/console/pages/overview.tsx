import { useSearchParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import { money, whole } from "../../shared/i18n/format.ts";
import { locale } from "../../shared/i18n/index.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { readOverview } from "../api/client.ts";
import type { Overview as OverviewAnswer } from "../api/types.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { AttentionList } from "../overview/AttentionList.tsx";
import { Health } from "../overview/Health.tsx";
import { MoneyChart } from "../overview/MoneyChart.tsx";
import { Plans } from "../overview/Plans.tsx";
import { currenciesOf, seriesOf } from "../overview/series.ts";
import { createRead } from "../parts/createRead.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { kindOf, payWay } from "../words.ts";

const PERIODS = [7, 30, 90];
const PERIOD_USUAL = 30;

/** How the shop is doing, and what waits for a person. */
export default function Overview() {
  const [query, setQuery] = useSearchParams<{ days: string }>();
  const period = () => PERIODS.find((days) => String(days) === query.days) ?? PERIOD_USUAL;
  const [remote, reload] = createRead(period, readOverview);
  return (
    <>
      <Head title={t("console.overview.title")} lead={t("console.overview.lead")}>
        <fieldset class="periods">
          <legend class="visually-hidden">{t("console.overview.days")}</legend>
          <For each={PERIODS}>
            {(days) => (
              <button
                type="button"
                class="pill"
                aria-pressed={days === period()}
                onClick={() => setQuery({ days: days === PERIOD_USUAL ? null : String(days) })}
              >
                {t("console.overview.lastDays", { count: days })}
              </button>
            )}
          </For>
        </fieldset>
      </Head>
      <AttentionList />
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show when={remote.value}>{(value) => <Money overview={value()} days={period()} />}</Show>
      <Health />
    </>
  );
}

function Money(props: { overview: OverviewAnswer; days: number }) {
  return (
    <>
      <Credited overview={props.overview} />
      <Plans overview={props.overview} />
      <For
        each={currenciesOf(props.overview)}
        fallback={
          <Notice
            icon="receipt"
            title={t("console.overview.noMoney")}
            desc={t("console.overview.asOf", { at: exactly(props.overview.asOf) })}
          />
        }
      >
        {(currency) => (
          <MoneyChart currency={currency} series={seriesOf(props.overview, currency, props.days)} />
        )}
      </For>
      <Show when={props.overview.byKind.length > 0}>
        <Section title={t("console.overview.byKind")}>
          <DataTable
            caption={t("console.overview.byKind")}
            rows={props.overview.byKind}
            columns={[
              { head: t("console.column.kind"), cell: (row) => kindOf(row.from) },
              { head: t("console.column.payWay"), cell: (row) => payWay(row.payType) },
              {
                head: t("console.overview.orders"),
                numeric: true,
                cell: (row) => whole(row.orders),
              },
              {
                head: t("console.overview.paid"),
                numeric: true,
                cell: (row) => money(row.paid, row.currency),
              },
              {
                head: t("console.overview.refunded"),
                numeric: true,
                cell: (row) => money(row.refunded, row.currency),
              },
            ]}
          />
        </Section>
        <p class="muted small">
          {t("console.overview.asOf", { at: exactly(props.overview.asOf) })}
        </p>
      </Show>
    </>
  );
}

/** How long customers waited for what they had paid. */
function Credited(props: { overview: OverviewAnswer }) {
  const seconds = (ms: number | null) =>
    ms === null
      ? t("console.overview.unknown")
      : t("console.overview.seconds", {
          count: new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(ms / 1_000),
        });
  return (
    <Section title={t("console.overview.credited")}>
      <Facts
        facts={[
          {
            name: t("console.overview.p50"),
            value: <b class="figure">{seconds(props.overview.paidToCredited.p50Ms)}</b>,
          },
          {
            name: t("console.overview.p99"),
            value: <b class="figure">{seconds(props.overview.paidToCredited.p99Ms)}</b>,
          },
          {
            name: t("console.overview.creditedOrders"),
            value: <b class="figure">{whole(props.overview.paidToCredited.orders)}</b>,
          },
        ]}
      />
    </Section>
  );
}
