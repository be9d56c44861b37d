import { For, Show } from "solid-js";
import { addressOf, type Query, readAudit } from "../api/client.ts";
import type { AuditEntry } from "../api/types.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { asStretch, createFilters, type Filters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar, StretchFilter, TextFilter } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { Turn } from "../parts/Turn.tsx";
import { changesOf } from "../people/changes.ts";
import { ACTS, actName } from "../words.ts";

const FILTERS = ["operator", "act", "object", "address", "outcome", "since", "until"] as const;
const OUTCOMES: AuditEntry["outcome"][] = ["begun", "done", "refused", "forbidden", "failed"];

/** What operators did and tried. */
export default function Audit() {
  const filters = createFilters(FILTERS);
  const query = (): Query => asStretch(filters.values());
  const [remote, reload] = createRead(
    () => ({ ...query(), before: filters.before() }),
    (asked) => readAudit(asked),
  );
  return (
    <>
      <Head title={t("console.audit.title")} lead={t("console.audit.lead")} />
      <FilterBar filters={filters} csv={addressOf("audit.csv", query())}>
        <AuditFilters filters={filters} />
      </FilterBar>
      <Listed
        caption={t("console.audit.title")}
        remote={remote}
        rowsOf={(part) => part.items}
        onRetry={() => void reload()}
        columns={auditColumns()}
        empty={{ title: t("console.audit.empty"), desc: t("console.filter.emptyDesc") }}
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

function AuditFilters(props: { filters: Filters<(typeof FILTERS)[number]> }) {
  const values = () => props.filters.values();
  return (
    <>
      <TextFilter
        label={t("console.audit.operator")}
        value={values().operator}
        onChange={(operator) => props.filters.set({ operator })}
      />
      <ChoiceFilter
        label={t("console.audit.act")}
        value={values().act}
        choices={ACTS.map((value) => ({ value, text: actName(value) }))}
        onChange={(act) => props.filters.set({ act })}
      />
      <TextFilter
        label={t("console.audit.object")}
        value={values().object}
        onChange={(object) => props.filters.set({ object })}
      />
      <TextFilter
        label={t("console.audit.address")}
        value={values().address}
        onChange={(address) => props.filters.set({ address: address.toLowerCase() })}
      />
      <ChoiceFilter
        label={t("console.audit.outcome")}
        value={values().outcome}
        choices={OUTCOMES.map((value) => ({ value, text: t(`console.outcome.${value}`) }))}
        onChange={(outcome) => props.filters.set({ outcome })}
      />
      <StretchFilter values={values()} onChange={props.filters.set} />
    </>
  );
}

const auditColumns = (): Column<AuditEntry>[] => [
  { head: t("console.column.at"), cell: (row) => exactly(row.at) },
  {
    head: t("console.audit.operator"),
    cell: (row) => (
      <>
        {row.operator} <span class="muted small">{t(`console.role.${row.role}`)}</span>
        <div class="muted small number">{row.address}</div>
      </>
    ),
  },
  { head: t("console.audit.act"), cell: (row) => actName(row.act) },
  {
    head: t("console.audit.object"),
    cell: (row) => <span class="number">{row.object}</span>,
  },
  { head: t("console.audit.why"), cell: (row) => row.why },
  { head: t("console.audit.change"), cell: (row) => <Change entry={row} /> },
  {
    head: t("console.audit.outcome"),
    cell: (row) => (
      <>
        <Tag code={row.outcome} text={t(`console.outcome.${row.outcome}`)} />{" "}
        <span class="muted small number">{row.code}</span>
      </>
    ),
  },
];

/** More lines than these are counted, not shown: the file has them all. */
const FIELDS_MAX = 6;

/** What the act changed, field by field. */
function Change(props: { entry: AuditEntry }) {
  const changes = () => changesOf(props.entry.before, props.entry.after);
  return (
    <div class="small changes">
      <For each={changes().slice(0, FIELDS_MAX)}>
        {({ field, before, after }) => (
          <div>
            <Show when={field}>
              <span class="muted">{field}</span>{" "}
            </Show>
            {before} → {after}
          </div>
        )}
      </For>
      <Show when={changes().length > FIELDS_MAX}>
        <div class="muted">
          {t("console.audit.moreFields", { count: changes().length - FIELDS_MAX })}
        </div>
      </Show>
    </div>
  );
}
