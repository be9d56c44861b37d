import type { CatalogKind } from "../row.ts";
import type { FieldFault, TextKinds } from "./fields.ts";

/** A row as the database's JSON has it (worker/store/catalog-tables.ts), amounts in minor units. */
export type StoredRow = Record<string, unknown>;

/** What a change begins from; null for a row that is not there yet. */
export interface Standing<Edit> {
  id: string;
  before: Edit | null;
  /** Was never on sale: nobody goes by it yet. */
  isDraft: boolean;
  nowMs: number;
}

/** Something of the catalog that operators edit: how an edit is judged, and how it stands in the row. Pure. */
export interface CatalogNoun<Edit> {
  kind: CatalogKind;
  texts: TextKinds;
  faultsOf(edit: Edit, standing: Standing<Edit>): FieldFault[];
  rowOf(edit: Edit): StoredRow;
  editOf(row: StoredRow): Edit;
}

/** Whether an edit says what stands already: sent again after a lost answer it changes nothing. */
export const saysTheSame = <Edit>(
  noun: CatalogNoun<Edit>,
  standing: StoredRow,
  wanted: Edit,
): boolean => canonical(noun.editOf(standing)) === canonical(noun.editOf(noun.rowOf(wanted)));

/** Objects whatever the order of their keys, and lists of objects whatever their order: prices have none. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const parts = value.map(canonical);
    return `[${typeof value[0] === "object" ? parts.sort() : parts}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).map(([key, part]) => `${key}:${canonical(part)}`);
  return `{${entries.sort()}}`;
}
