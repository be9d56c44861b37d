import type { RowNote } from "../api/types.ts";

export type NoteAct = "setAside" | "open" | "note";

/** What can be done with a row: one that was set aside is opened again first. */
export const actsOn = ({ standing }: Pick<RowNote, "standing">): NoteAct[] =>
  standing === "aside" ? ["open"] : ["setAside", "note"];

/** A note alone leaves a row that came back open. */
export const isAside = (act: NoteAct): boolean => act === "setAside";
