import { createContext, type ParentProps, useContext } from "solid-js";
import { createRefresh } from "../shared/primitives/createRefresh.ts";
import { createRemote } from "../shared/primitives/createRemote.ts";
import { readOverview } from "./api/client.ts";
import type { Attention } from "./api/types.ts";

const ASK_AGAIN_MS = 60_000;

interface Known {
  /** What waits; undefined until it is known. */
  waiting: () => Attention[] | undefined;
  /** Undefined where nothing waits, or where it is not known. */
  countOf: (kind: Attention["kind"] | undefined) => Attention | undefined;
  reload: () => Promise<void>;
}

const Context = createContext<Known>();

/** How much waits for a person, for the menu and the overview. */
export function AttentionProvider(props: ParentProps) {
  const [remote, reload] = createRemote(
    () => true,
    () => readOverview(1),
  );
  createRefresh(reload, ASK_AGAIN_MS);
  const known: Known = {
    waiting: () => remote.value?.attention.filter(({ count }) => count > 0),
    countOf: (kind) =>
      remote.value?.attention.find((found) => found.kind === kind && found.count > 0),
    reload: () => reload(),
  };
  return <Context.Provider value={known}>{props.children}</Context.Provider>;
}

export function useAttention(): Known {
  const known = useContext(Context);
  if (!known) throw new Error("useAttention outside AttentionProvider");
  return known;
}
