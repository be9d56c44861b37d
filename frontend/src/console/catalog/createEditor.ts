import { createEffect, createMemo, createSignal } from "solid-js";
import type { Answer, Failure } from "../../shared/api/answer.ts";
import type { Conflict } from "../api/write.ts";
import { type CatalogItem, create, save } from "./api.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { changedPaths, type Edit, merged, valueAt, withValue } from "./edit.ts";
import { forgetTyped, keepTyped, typedBefore } from "./kept.ts";
import { editOf, type Noun, pathsOf, sendable } from "./nouns.ts";

/**
 * An editor of one row, or of a new one: what is typed against what was seen. When somebody else saved meanwhile, what was typed
 * stays, the rest follows, and every difference is told. What is typed outlives a session that ends and a page that is reloaded.
 */
export function createEditor(noun: Noun, start: CatalogItem | null) {
  const paths = pathsOf(noun);
  const key = start?.id ?? "";
  const [seen, setSeen] = createSignal(start);
  const base = createMemo(() => {
    const item = seen();
    return item ? editOf(noun, item) : noun.empty;
  });
  const kept = typedBefore(noun, key);
  const [id, setId] = createSignal(kept?.id ?? key);
  const [typed, setTyped] = createSignal<Edit>(
    kept ? merged(paths, { base: kept.base, mine: kept.typed, theirs: base() }) : base(),
  );
  const [failure, setFailure] = createSignal<Failure>();
  const [differences, setDifferences] = createSignal<Difference[]>(
    kept ? differencesOf(paths, kept.base, kept.typed, base()) : [],
  );
  const [busy, setBusy] = createSignal(false);
  const isChanged = createMemo(
    () =>
      changedPaths(paths, base(), sendable(noun, typed())).length > 0 ||
      (seen() === null && id() !== ""),
  );
  createEffect(() => {
    if (isChanged()) keepTyped(noun, key, { id: id(), base: base(), typed: typed() });
    else forgetTyped(noun, key);
  });

  const conflict = (current: CatalogItem) => {
    const theirs = editOf(noun, current);
    setDifferences(differencesOf(paths, base(), typed(), theirs));
    setTyped(merged(paths, { base: base(), mine: typed(), theirs }));
    setSeen(current);
  };

  /** Answers with what stands now; undefined when it was refused, which is shown. */
  const submit = async (): Promise<CatalogItem | undefined> => {
    if (busy()) return undefined;
    setBusy(true);
    const answer = await sent(noun, sendable(noun, typed()), seen(), id().trim());
    setBusy(false);
    if (answer.ok) {
      take(answer.value);
      return answer.value;
    }
    setFailure(answer);
    const { current } = answer as Conflict;
    if (current) conflict(current as CatalogItem);
    return undefined;
  };

  const take = (item: CatalogItem) => {
    setFailure(undefined);
    setDifferences([]);
    setSeen(item);
    setTyped(editOf(noun, item));
    forgetTyped(noun, key);
  };

  const discard = () => {
    setTyped(base());
    setDifferences([]);
    setFailure(undefined);
    forgetTyped(noun, key);
  };

  return {
    ...{ noun, seen, typed, failure, differences, busy, isChanged, id, setId, submit, discard },
    /** Also untouched: after a conflict, and where writing the row anew mends it. */
    mayBeSaved: () => isChanged() || differences().length > 0 || (seen()?.faults.length ?? 0) > 0,
    /** After an act that changes no field: the version, the state and the stock are others now. */
    follow: (item: CatalogItem) => setSeen(item),
    value: (path: string) => valueAt(typed(), path),
    change: (path: string, value: unknown) => setTyped((edit) => withValue(edit, path, value)),
    isWrong: (path: string) => names(failure()?.errors ?? [], path),
  };
}

const sent = (
  noun: Noun,
  body: Edit,
  item: CatalogItem | null,
  newId: string,
): Promise<Answer<CatalogItem>> =>
  item
    ? save(noun.name, item.id, { ...body, version: item.version })
    : create(noun.name, { ...body, id: newId });

/** Whether a refusal names a field, or a part of it. */
const names = (errors: readonly { field: string }[], path: string): boolean =>
  errors.some(({ field }) => field === path || field.startsWith(`${path}.`));

export type Editor = ReturnType<typeof createEditor>;
