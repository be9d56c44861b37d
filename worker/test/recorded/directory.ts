/** Why nothing is recorded into this directory, or null. What was recorded is a state that was deployed: it never changes. */
export function refusalToRecord(directory: string, recorded: readonly string[]): string | null {
  if (!recorded.includes(directory.replace(/^\.\//, ""))) return null;
  return (
    `${directory} is recorded already and would be written over. Set DIRECTORY in record.ts to one that does not exist ` +
    "yet, ./<year>-<month>-<what is new>, and add its row to README.md beside it."
  );
}
