/** What an operator types into an editor: plain values, read and changed by path ("texts.en.name"). */
export type Edit = Readonly<Record<string, unknown>>;

export const valueAt = (edit: Edit, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, part) => (value as Edit | null | undefined)?.[part], edit);

/** Another edit; this one stays as it is. */
export function withValue(edit: Edit, path: string, value: unknown): Edit {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...edit, [first]: value };
  return { ...edit, [first]: withValue((edit[first] ?? {}) as Edit, rest.join("."), value) };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const changedPaths = (paths: readonly string[], from: Edit, to: Edit): string[] =>
  paths.filter((path) => !isSame(valueAt(from, path), valueAt(to, path)));

/** What was typed stays; what was not touched follows what others saved. */
export function merged(
  paths: readonly string[],
  { base, mine, theirs }: { base: Edit; mine: Edit; theirs: Edit },
): Edit {
  return changedPaths(paths, base, mine).reduce(
    (edit, path) => withValue(edit, path, valueAt(mine, path)),
    theirs,
  );
}
