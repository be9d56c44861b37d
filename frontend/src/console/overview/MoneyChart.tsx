import { For } from "solid-js";
import { day, money } from "../../shared/i18n/format.ts";
import { locale } from "../../shared/i18n/index.ts";
import { t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { type DayOfMoney, roundAbove, sumOf } from "./series.ts";

const HEIGHT = 160;
/** Of the place of a day; the rest keeps the days apart. */
const BAR_SHARE = 0.36;

interface MoneyChartProps {
  currency: string;
  series: DayOfMoney[];
}

/** Paid and refunded by day: a drawing for who sees it, one sentence and a table for everybody. */
export function MoneyChart(props: MoneyChartProps) {
  const inMoney = (amount: string) => money(amount, props.currency);
  const most = () =>
    Math.max(...props.series.flatMap(({ paid, refunded }) => [Number(paid), Number(refunded)]));
  const top = () => roundAbove(most());
  const short = (value: number) =>
    new Intl.NumberFormat(locale(), { notation: "compact" }).format(value);
  const summary = () =>
    t("console.overview.chart", {
      from: day(noon(props.series[0]?.day)),
      to: day(noon(props.series.at(-1)?.day)),
      paid: inMoney(sumOf(props.series.map(({ paid }) => paid))),
      refunded: inMoney(sumOf(props.series.map(({ refunded }) => refunded))),
      most: inMoney(String(most())),
    });

  return (
    <Section
      title={t("console.overview.money", { currency: props.currency })}
      acts={
        <p class="legend small">
          <span class="paid">{t("console.overview.paid")}</span>
          <span class="refunded">{t("console.overview.refunded")}</span>
        </p>
      }
    >
      <div class="chart" aria-hidden="true">
        <ol class="chart-scale">
          <li>{short(top())}</li>
          <li>{short(top() / 2)}</li>
          <li>{short(0)}</li>
        </ol>
        <Bars series={props.series} top={top()} inMoney={inMoney} />
        <p class="chart-days">
          <For each={labelled(props.series)}>{(one) => <span>{monthDay(one)}</span>}</For>
        </p>
      </div>
      <p class="muted small">{summary()}</p>
      <details class="chart-table">
        <summary>{t("console.overview.table")}</summary>
        <DataTable
          caption={t("console.overview.money", { currency: props.currency })}
          rows={props.series.filter(({ orders, refunded }) => orders > 0 || Number(refunded) > 0)}
          columns={[
            { head: t("console.column.day"), cell: (row) => row.day },
            { head: t("console.overview.orders"), numeric: true, cell: (row) => row.orders },
            { head: t("console.overview.paid"), numeric: true, cell: (row) => inMoney(row.paid) },
            {
              head: t("console.overview.refunded"),
              numeric: true,
              cell: (row) => inMoney(row.refunded),
            },
          ]}
        />
      </details>
    </Section>
  );
}

interface BarsProps {
  series: DayOfMoney[];
  top: number;
  inMoney: (amount: string) => string;
}

function Bars(props: BarsProps) {
  const heightOf = (amount: string) => (Number(amount) / props.top) * HEIGHT;
  return (
    <svg
      class="chart-bars"
      viewBox={`0 0 ${props.series.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <For each={[0, HEIGHT / 2, HEIGHT]}>
        {(y) => <line x1="0" x2={props.series.length} y1={y} y2={y} />}
      </For>
      <For each={props.series}>
        {(one, at) => (
          <g>
            <title>{`${one.day} · ${props.inMoney(one.paid)} · ${props.inMoney(one.refunded)}`}</title>
            <rect class="chart-day" x={at()} y="0" width="1" height={HEIGHT} />
            <rect
              class="paid"
              x={at() + 0.5 - BAR_SHARE}
              y={HEIGHT - heightOf(one.paid)}
              width={BAR_SHARE}
              height={heightOf(one.paid)}
            />
            <rect
              class="refunded"
              x={at() + 0.5}
              y={HEIGHT - heightOf(one.refunded)}
              width={BAR_SHARE}
              height={heightOf(one.refunded)}
            />
          </g>
        )}
      </For>
    </svg>
  );
}

/** A day by its name is the same day in every time zone. */
const noon = (name = ""): string => `${name}T12:00:00`;

const monthDay = (name: string): string =>
  new Intl.DateTimeFormat(locale(), { month: "numeric", day: "numeric" }).format(
    new Date(noon(name)),
  );

const labelled = (series: DayOfMoney[]): string[] =>
  [series[0], series[Math.floor(series.length / 2)], series.at(-1)].flatMap((one) =>
    one ? [one.day] : [],
  );
