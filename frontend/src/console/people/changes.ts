/** One field that an act changed, by its path (`texts.zh.name`), as the audit has it. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

/** What every change changes, and nobody asks for. */
const UNASKED = new Set(["version", "updatedAt"]);
const NOTHING = "–";

/** Pure: the fields that differ, in the order in which they were written down. What was not there is a dash. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({
      field,
      before: was.get(field) ?? NOTHING,
      after: is.get(field) ?? NOTHING,
    }))
    .filter((change) => change.before !== change.after);
}

function fieldsOf(value: unknown, path = ""): Map<string, string> {
  if (value === null || value === undefined || value === "") return new Map();
  if (Array.isArray(value) && value.every((each) => typeof each !== "object"))
    return new Map([[path, value.join("、")]]);
  if (typeof value !== "object") return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value)
      .filter(([name]) => !UNASKED.has(name))
      .flatMap(([name, each]) => [...fieldsOf(each, path === "" ? name : `${path}.${name}`)]),
  );
}
