import { createSignal } from "solid-js";
import { type Failure, networkLost } from "../../shared/api/answer.ts";
import { moment, money } from "../../shared/i18n/format.ts";
import { createLocalPaging } from "../../shared/paging/createLocalPaging.ts";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import type { RowNote } from "../api/types.ts";
import { t } from "../i18n.ts";
import { NoteCell } from "../notes/NoteCell.tsx";
import { ActDialog } from "../parts/ActDialog.tsx";
import { CountedPager } from "../parts/CountedPager.tsx";
import { type Column, DataTable, Listed } from "../parts/DataTable.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import {
  ChoiceFilter,
  DayFilter,
  FilterBar,
  MonthFilter,
  TextFilter,
} from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { Pills } from "../parts/Pills.tsx";
import { Tag } from "../parts/Tag.tsx";
import { Turn } from "../parts/Turn.tsx";
import { documentState, refundState } from "../words.ts";

interface Row {
  id: string;
  amount: string;
  state: string;
  at: string;
}

const ROWS: Row[] = ["due", "failed", "done"].map((state, at) => ({
  ...{ id: `EC20261120A7K3M9Q0Z${at}`, state },
  ...{ amount: `${10 ** at}.90`, at: "2026-11-20T10:00:00Z" },
}));
const LOST = networkLost();
const TONES = ["done", "due", "failed", ""];
const nothing = () => {};

const NOTES: RowNote[] = (["open", "aside", "back"] as const).map((standing, version) => ({
  ...{ key: `message:${version + 1}`, standing, version },
  ...(version === 0
    ? { note: null, by: null, at: null }
    : { note: "EC20261120A7K3M9Q0Z1", by: "operator-li", at: "2026-11-20T10:00:00Z" }),
}));

/** Each part of the console in each of its states, for whoever changes one. Owners find it by its address. */
export default function Parts() {
  return (
    <>
      <Head title={t("console.parts.title")} lead={t("console.parts.lead")}>
        <Button>{t("console.people.change")}</Button>
        <Button look="primary">{t("console.people.give")}</Button>
        <Button look="primary" class="danger">
          {t("console.people.shutOut")}
        </Button>
        <Button busy>{t("console.people.change")}</Button>
        <Button disabled>{t("console.people.change")}</Button>
      </Head>
      <Filters />
      <Section title={t("console.parts.tags")}>
        {TONES.map((code) => (
          <>
            <Tag code={code} text={code === "" ? documentState("void") : refundState(code)} />{" "}
          </>
        ))}
      </Section>
      <Section title={t("console.parts.facts")} acts={<Button>{t("console.refund.open")}</Button>}>
        <Facts
          facts={[
            { name: t("console.column.amount"), value: money("39.90", "CNY") },
            { name: t("console.column.order"), value: ROWS[0]?.id },
            {
              name: t("console.column.state"),
              value: <Tag code="done" text={refundState("done")} />,
            },
          ]}
        />
      </Section>
      <Notes />
      <Lists />
      <Acts />
      <Notice
        icon="lock"
        title={t("console.role.notEnough")}
        desc={t("console.role.notEnoughDesc")}
      />
    </>
  );
}

function Filters() {
  const choices = [{ value: "due", text: refundState("due") }];
  return (
    <FilterBar filters={{ isFiltered: () => true, reset: nothing }} csv="#">
      <TextFilter label={t("console.orders.search")} value="EC2026" onChange={nothing} />
      <ChoiceFilter
        label={t("console.column.state")}
        value=""
        choices={choices}
        onChange={nothing}
      />
      <MonthFilter label={t("console.column.month")} value="2026-11" onChange={nothing} />
      <DayFilter label={t("console.filter.from")} value="2026-11-20" onChange={nothing} />
    </FilterBar>
  );
}

/** Waiting, not reached, empty, there, and being read again while it is there. */
function Lists() {
  const columns: Column<Row>[] = [
    { head: t("console.column.order"), cell: (row) => <span class="number">{row.id}</span> },
    {
      head: t("console.column.amount"),
      numeric: true,
      cell: (row) => money(row.amount, "CNY"),
    },
    {
      head: t("console.column.state"),
      cell: (row) => <Tag code={row.state} text={refundState(row.state)} />,
    },
    { head: t("console.column.at"), cell: (row) => moment(row.at) },
  ];
  const remote = (value?: Row[], failure?: Failure, loading = false): Remote<Row[]> => ({
    ...{ value, failure, loading },
  });
  const states = () => [
    { title: t("console.parts.waiting"), of: remote(undefined, undefined, true) },
    { title: t("console.parts.failed"), of: remote(undefined, LOST) },
    { title: t("console.parts.empty"), of: remote([]) },
    { title: t("console.parts.there"), of: remote(ROWS) },
    { title: t("console.parts.kept"), of: remote(ROWS.slice(0, 1), LOST) },
  ];
  return (
    <>
      {states().map(({ title, of }) => (
        <Section title={title}>
          <Listed
            caption={title}
            columns={columns}
            remote={of}
            rowsOf={(rows) => rows}
            onRetry={nothing}
            empty={{ title: t("console.orders.empty"), desc: t("console.filter.emptyDesc") }}
          />
        </Section>
      ))}
      <DataTable caption={t("console.parts.there")} columns={columns} rows={ROWS} />
      <Pager of={{ page: 2, pageSize: 20, total: 45, next: "4" }} paging={createLocalPaging()} />
      <CountedPager
        of={{ page: 2, pageSize: 20, total: 10_000, more: true, next: "4" }}
        paging={createLocalPaging()}
      />
      <Turn before="2" next="4" onTurn={nothing} />
    </>
  );
}

/** The dialog that asks again: as it is, and as it says that the network was lost. */
function Acts() {
  const [open, setOpen] = createSignal<"fails" | "works">();
  return (
    <Section title={t("console.parts.dialog")}>
      <div class="row-acts">
        <Button onClick={() => setOpen("works")}>{t("console.parts.works")}</Button>
        <Button onClick={() => setOpen("fails")}>{t("console.parts.fails")}</Button>
      </div>
      <ActDialog
        open={open() !== undefined}
        title={t("console.refund.title")}
        desc={t("console.refund.desc")}
        facts={[
          { name: t("console.column.amount"), value: <strong>{money("39.90", "CNY")}</strong> },
        ]}
        act={t("console.parts.act")}
        danger={open() === "fails"}
        reason={{ label: t("console.adjust.reason"), required: true, maxLength: 80 }}
        onAct={async () => (open() === "fails" ? networkLost() : { ok: true, value: {} })}
        done={t("console.parts.nothingDone")}
        onDone={nothing}
        onClose={() => setOpen(undefined)}
      />
    </Section>
  );
}

function Notes() {
  const [shown, setShown] = createSignal("open");
  return (
    <Section
      title={t("console.notes.column")}
      acts={
        <Pills
          label={t("console.notes.show.label")}
          choices={(["open", "aside", "all"] as const).map((value) => ({
            value,
            text: t(`console.notes.show.${value}`),
          }))}
          value={shown()}
          onChange={setShown}
        />
      }
    >
      <DataTable
        caption={t("console.notes.column")}
        rows={NOTES}
        columns={[
          { head: t("console.column.number"), cell: (row) => row.key },
          {
            head: t("console.notes.column"),
            cell: (row) => <NoteCell note={row} about={row.key} onAct={nothing} />,
          },
        ]}
      />
    </Section>
  );
}
