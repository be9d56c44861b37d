import { changedPaths, type Edit, valueAt } from "./edit.ts";

/** A field that somebody else changed while it was edited here. */
export interface Difference {
  path: string;
  before: unknown;
  theirs: unknown;
  /** Whether something else was typed here. */
  isMine: boolean;
}

export function differencesOf(
  paths: readonly string[],
  base: Edit,
  mine: Edit,
  theirs: Edit,
): Difference[] {
  const typed = new Set(changedPaths(paths, base, mine));
  return changedPaths(paths, base, theirs).map((path) => ({
    ...{ path, before: valueAt(base, path), theirs: valueAt(theirs, path) },
    isMine: typed.has(path),
  }));
}
