import { type Accessor, createEffect, on, onCleanup } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { type Answer, type Failure, isFinal } from "../api/answer.ts";

export interface Remote<T> {
  /** The last good answer; kept while it is refreshed, so nothing on the page moves. */
  value: T | undefined;
  failure: Failure | undefined;
  loading: boolean;
}

/**
 * Reads again whenever `source` changes, and on `reload`. While the source is undefined nothing is read, and a reload drops the
 * value. An answer to an earlier request is ignored. Lists are merged by `id`, so an unchanged row keeps its element and the
 * focus in it. A `fresh` reload follows a refusal of what was shown, so no cache may answer it.
 */
export function createRemote<S, T extends object>(
  source: Accessor<S | undefined>,
  read: (source: S, fresh: boolean) => Promise<Answer<T>>,
) {
  const [remote, setRemote] = createStore<Remote<T>>({
    value: undefined,
    failure: undefined,
    loading: true,
  });
  let asked = 0;
  onCleanup(() => asked++);

  const load = async (current: S, fresh = false) => {
    const mine = ++asked;
    setRemote("loading", true);
    const answer = await read(current, fresh);
    if (mine !== asked) return;
    if (answer.ok) {
      setRemote("value", reconcile(answer.value as never, { key: "id" }));
      setRemote({ failure: undefined, loading: false });
    } else {
      if (isFinal(answer)) setRemote("value", undefined);
      setRemote({ failure: answer, loading: false });
    }
  };

  const reload = async (fresh = false) => {
    const current = source();
    if (current !== undefined) return load(current, fresh);
    asked++;
    setRemote({ value: undefined, failure: undefined });
  };

  createEffect(on(source, (current) => current !== undefined && void load(current)));
  return [remote, reload] as const;
}
