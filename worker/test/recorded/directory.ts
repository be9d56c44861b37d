/** What vitest does with files that differ: `all` (`-u`) writes over them, `new` adds what is missing, `none` compares. */
export type SnapshotUpdate = "all" | "new" | "none";

/** Why nothing is recorded into this directory, or null. What was recorded is a state that was deployed: it never changes. */
export function refusalToRecord(
  directory: string,
  recorded: readonly string[],
  update: SnapshotUpdate,
): string | null {
  if (update !== "all" || !recorded.includes(directory.replace(/^\.\//, ""))) return null;
  return (
    `${directory} is recorded already, and -u would write over it. Set DIRECTORY in record.ts to one that does not ` +
    "exist yet, ./<year>-<month>-<what is new>. To see whether the product still answers as recorded, leave -u out."
  );
}
