import { createSignal, Show } from "solid-js";
import { useAttention } from "../attention.tsx";
import { t } from "../i18n.ts";
import { createFilters } from "../parts/createFilters.ts";
import type { Fact } from "../parts/Facts.tsx";
import { Pills } from "../parts/Pills.tsx";
import type { NoteAct } from "./acts.ts";
import { NoteDialog, type Noting } from "./NoteDialog.tsx";

const SHOWN = ["open", "aside", "all"] as const;
type Shown = (typeof SHOWN)[number];
const isShown = (value: string): value is Shown => (SHOWN as readonly string[]).includes(value);

/** Of a list whose rows take notes: which of them are shown, in the address, and the dialog of the one that is being noted. */
export function createNoting() {
  const filters = createFilters(["show"]);
  const attention = useAttention();
  const [noting, setNoting] = createSignal<Noting>();
  const shown = (): Shown => {
    const { show } = filters.values();
    return isShown(show) ? show : "open";
  };
  return {
    shown,
    start: (act: NoteAct, row: Pick<Noting, "note" | "count" | "grows">, facts: Fact[]) =>
      setNoting({ act, note: { ...row.note }, count: row.count, grows: row.grows, facts }),
    Filter: () => (
      <Pills
        label={t("console.notes.show.label")}
        choices={SHOWN.map((value) => ({ value, text: t(`console.notes.show.${value}`) }))}
        value={shown()}
        onChange={(show) => filters.set({ show: show === "open" ? "" : show })}
      />
    ),
    Dialog: (props: { onDone: () => void }) => (
      <Show when={noting()} keyed>
        {(one) => (
          <NoteDialog
            {...one}
            onClose={() => setNoting(undefined)}
            onDone={() => {
              props.onDone();
              void attention.reload();
            }}
          />
        )}
      </Show>
    ),
    /** What is said where nothing is; `whole` where no row was left out by the filter. */
    empty: (whole: { title: string; desc: string }) =>
      shown() === "all"
        ? whole
        : {
            title: t(`console.notes.empty.${shown() as "open" | "aside"}`),
            desc: t(`console.notes.emptyDesc.${shown() as "open" | "aside"}`),
          },
  };
}
