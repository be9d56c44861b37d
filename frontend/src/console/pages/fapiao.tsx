import { createSignal, Show } from "solid-js";

import { createPaging } from "../../shared/paging/createPaging.ts";
import { placeAsked } from "../../shared/paging/place.ts";
import { addressOf } from "../api/client.ts";
import { type FapiaoItem, readFapiao } from "../api/invoices.ts";
import { fapiaoColumns, isOpen } from "../fapiao/columns.tsx";
import { FileBack } from "../fapiao/FileBack.tsx";
import { RefuseDialog } from "../fapiao/RefuseDialog.tsx";
import { t } from "../i18n.ts";
import { ArchiveNote } from "../invoices/ArchiveNote.tsx";

import { CountedPager } from "../parts/CountedPager.tsx";
import { createFilters } from "../parts/createFilters.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { ChoiceFilter, FilterBar } from "../parts/FilterBar.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { fapiaoState } from "../words.ts";

const STATES = ["requested", "issuing", "issued", "refused", "red"];
const PAGE_SIZE = 20;

/** Wishes for a fapiao, the oldest first; out as a file for the tax office's client, and back in with its numbers. */
export default function Fapiao() {
  const { can } = useSession();
  const filters = createFilters(["state"] as const);
  const paging = createPaging(() => remote.failure, true);
  const [remote, reload] = createRead(
    () => ({ ...filters.values(), ...placeAsked(paging.place(), PAGE_SIZE) }),
    (asked) => readFapiao(asked),
  );
  const [refusing, setRefusing] = createSignal<FapiaoItem>();
  const hasActs = () => can("invoices") && remote.value?.items.some(isOpen);
  return (
    <>
      <Head title={t("console.fapiao.title")} lead={t("console.fapiao.lead")} />
      <Show when={can("invoices")}>
        <FileBack onDone={() => void reload()} />
      </Show>
      <FilterBar filters={filters} csv={addressOf("fapiao.csv", filters.values())}>
        <ChoiceFilter
          label={t("console.column.state")}
          value={filters.values().state}
          choices={STATES.map((value) => ({ value, text: fapiaoState(value) }))}
          onChange={(state) => filters.set({ state })}
        />
      </FilterBar>
      <Listed
        caption={t("console.fapiao.title")}
        remote={remote}
        rowsOf={(page) => page.items}
        onRetry={() => void reload()}
        columns={fapiaoColumns(hasActs() ? setRefusing : null)}
        empty={{ title: t("console.fapiao.empty"), desc: t("console.fapiao.emptyDesc") }}
        foot={(page) => (
          <>
            <CountedPager of={page} paging={paging} />
            <ArchiveNote until={page.archivedMonth} />
          </>
        )}
      />
      <Show when={refusing()}>
        {(row) => (
          <RefuseDialog
            row={row()}
            onClose={() => setRefusing(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
    </>
  );
}
