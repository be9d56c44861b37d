import { createMemo, createSignal, createUniqueId, For, Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { date, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { ProductUsage, UsageSummary } from "../api.ts";
import { barsOf, HEIGHT, SLOT_WIDTH, slotAt, ticksOf } from "./bars.ts";
import { daysOf, listDays } from "./period.ts";

interface DayChartProps {
  usage: UsageSummary;
}

/**
 * Usage by day, a row of bars for each product: their units differ too much for one scale. Whoever does not see it reads the
 * same as a table, which can be shown to everybody.
 */
export function DayChart(props: DayChartProps) {
  const title = createUniqueId();
  const [asTable, setAsTable] = createSignal(false);
  const days = createMemo(() => listDays(daysOf(props.usage.period)));
  const counts = createMemo(
    () => new Map(props.usage.days.map((day) => [day.date, day.items] as const)),
  );
  const used = () =>
    props.usage.products.filter(({ id }) =>
      props.usage.days.some(({ items }) => (items[id] ?? 0) !== 0),
    );
  const countOf = (id: string, day: string) => counts().get(day)?.[id] ?? 0;
  return (
    <section class="card portal-card chart" aria-labelledby={title}>
      <div class="card-head">
        <h2 id={title}>{t("portal.usage.byDay")}</h2>
        <Button
          look="quiet"
          class="text-button small"
          aria-pressed={asTable()}
          onClick={() => setAsTable(!asTable())}
        >
          {t("portal.usage.asTable")}
        </Button>
      </div>
      <Show when={!asTable()}>
        <Plot days={days()} products={used()} countOf={countOf} />
      </Show>
      <div classList={{ "visually-hidden": !asTable() }} class="chart-table">
        <Table usage={props.usage} products={used()} labelledBy={title} />
      </div>
    </section>
  );
}

interface PlotProps {
  days: string[];
  products: ProductUsage[];
  countOf: (id: string, day: string) => number;
}

/** A pointer over a day shows that day's numbers in place of the sums. */
function Plot(props: PlotProps) {
  const [at, setAt] = createSignal<number>();
  const day = () => {
    const slot = at();
    return slot === undefined ? undefined : props.days[slot];
  };
  const point = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(slotAt((event.clientX - left) / width, props.days.length));
  };
  return (
    <div
      class="plot"
      aria-hidden="true"
      data-testid="plot"
      onPointerDown={point}
      onPointerMove={point}
      onPointerLeave={() => setAt(undefined)}
    >
      <p class="plot-day muted small">
        <Words text={day() ? date(day() ?? "") : t("portal.usage.wholePeriod")} />
      </p>
      <For each={props.products}>
        {(product) => (
          <Row
            product={product}
            counts={props.days.map((one) => props.countOf(product.id, one))}
            at={at()}
          />
        )}
      </For>
      <div class="plot-axis muted">
        <For each={ticksOf(props.days.length)}>
          {(slot) => (
            <span
              class="plot-tick"
              style={{ left: `${((slot + 0.5) / props.days.length) * 100}%` }}
            >
              {Number(props.days[slot]?.slice(8))}
            </span>
          )}
        </For>
      </div>
    </div>
  );
}

function Row(props: { product: ProductUsage; counts: number[]; at: number | undefined }) {
  const shown = () => (props.at === undefined ? props.product.used : (props.counts[props.at] ?? 0));
  return (
    <div class="plot-row">
      <p class="plot-name small">
        <span lang={foreignTag(props.product.name)}>{props.product.name}</span>
        <b>
          <Words text={whole(shown())} />
        </b>
      </p>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${props.counts.length * SLOT_WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <Show when={props.at !== undefined}>
          <rect
            class="plot-cursor"
            x={(props.at ?? 0) * SLOT_WIDTH}
            y="0"
            width={SLOT_WIDTH}
            height={HEIGHT}
          />
        </Show>
        <For each={barsOf(props.counts)}>
          {(bar) => (
            <rect class="plot-bar" x={bar.x} y={bar.y} width={bar.width} height={bar.height} />
          )}
        </For>
      </svg>
    </div>
  );
}

interface TableProps {
  usage: UsageSummary;
  products: ProductUsage[];
  labelledBy: string;
}

/** Days without any usage are left out. */
const Table = (props: TableProps) => (
  <table class="figures" aria-labelledby={props.labelledBy}>
    <thead>
      <tr>
        <th scope="col">{t("portal.usage.day")}</th>
        <For each={props.products}>
          {(product) => (
            <th scope="col" lang={foreignTag(product.name)}>
              {t("portal.usage.column", { name: product.name, unit: product.unit })}
            </th>
          )}
        </For>
      </tr>
    </thead>
    <tbody>
      <For each={props.usage.days}>
        {(day) => (
          <tr>
            <th scope="row">{date(day.date)}</th>
            <For each={props.products}>{({ id }) => <td>{whole(day.items[id] ?? 0)}</td>}</For>
          </tr>
        )}
      </For>
    </tbody>
  </table>
);
