import { createSignal } from "solid-js";
import type { ConsoleFlag } from "../api/settings.ts";

/** What was typed and not saved, by flag: a dialog that was closed by mistake loses nothing. */
export type Drafts = Map<string, string>;

export function createDraft(drafts: Drafts, flag: ConsoleFlag) {
  const start = flag.stored !== null && flag.kind === "html" ? flag.stored : flag.value;
  const kept = drafts.get(flag.name);
  const [value, setValue] = createSignal(kept ?? start);
  const [isRestored, setRestored] = createSignal(kept !== undefined && kept !== start);
  return {
    value,
    get isRestored() {
      return isRestored();
    },
    type: (typed: string) => {
      setValue(typed);
      if (typed === start) drafts.delete(flag.name);
      else drafts.set(flag.name, typed);
    },
    startAnew: () => {
      drafts.delete(flag.name);
      setRestored(false);
      setValue(start);
    },
    drop: () => drafts.delete(flag.name),
  };
}
