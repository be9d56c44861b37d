import { useSearchParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Answer } from "../../shared/api/answer.ts";
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
import { currenciesOf, type OverviewOfDays, seriesOf } from "../overview/series.ts";
import { createRead } from "../parts/createRead.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { Pills } from "../parts/Pills.tsx";
import { kindOf, payWay } from "../words.ts";

const PERIODS = [7, 30, 90];
const PERIOD_USUAL = 30;

/** What is shown while another period is read, or where it cannot be read, is of the days that were. */
async function readDays(dayCount: number): Promise<Answer<OverviewOfDays>> {
  const answer = await readOverview(dayCount);
  return answer.ok ? { ok: true, value: { ...answer.value, dayCount } } : answer;
}

/** How the shop is doing, and what waits for a person. */
export default function Overview() {
  const [query, setQuery] = useSearchParams<{ days: string }>();
  const period = () => PERIODS.find((days) => String(days) === query.days) ?? PERIOD_USUAL;
  const [remote, reload] = createRead(period, readDays);
  return (
    <>
      <Head title={t("console.overview.title")} lead={t("console.overview.lead")}>
        <Pills
          label={t("console.overview.days")}
          choices={PERIODS.map((count) => ({
            value: String(count),
            text: t("console.overview.lastDays", { count }),
          }))}
          value={String(period())}
          onChange={(days) => setQuery({ days: days === String(PERIOD_USUAL) ? null : days })}
        />
      </Head>
      <AttentionList />
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show when={remote.value}>{(value) => <Money overview={value()} />}</Show>
      <Health />
    </>
  );
}

function Money(props: { overview: OverviewOfDays }) {
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
          <MoneyChart currency={currency} series={seriesOf(props.overview, currency)} />
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
