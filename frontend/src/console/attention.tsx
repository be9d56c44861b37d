import { createContext, type ParentProps, useContext } from "solid-js";
import type { Failure } from "../shared/api/answer.ts";
import { createRefresh } from "../shared/primitives/createRefresh.ts";
import { createRemote } from "../shared/primitives/createRemote.ts";
import { readOverview } from "./api/client.ts";
import type { Attention } from "./api/types.ts";
import { together, type Waiting } from "./waiting.ts";

const ASK_AGAIN_MS = 60_000;

interface Known {
  /** What waits, or cannot be read; undefined until it is known. */
  waiting: () => Attention[] | undefined;
  /** Why it is not known, or not what it is now. */
  failure: () => Failure | undefined;
  loading: () => boolean;
  /** Of these together. Undefined where nothing waits, or where it is not known. */
  countOf: (kinds: readonly Attention["kind"][]) => Waiting | undefined;
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
    waiting: () => remote.value?.attention.filter(({ count }) => count !== 0),
    failure: () => remote.failure,
    loading: () => remote.loading,
    countOf: (kinds) => together(remote.value?.attention ?? [], kinds),
    reload: () => reload(),
  };
  return <Context.Provider value={known}>{props.children}</Context.Provider>;
}

export function useAttention(): Known {
  const known = useContext(Context);
  if (!known) throw new Error("useAttention outside AttentionProvider");
  return known;
}
