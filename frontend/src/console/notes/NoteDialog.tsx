import { createSignal } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { noteRow } from "../api/client.ts";
import type { RowNote } from "../api/types.ts";
import type { Conflict } from "../api/write.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import type { Fact } from "../parts/Facts.tsx";
import { isAside, type NoteAct } from "./acts.ts";

const NOTE_LENGTH_MAX = 500;

export interface Noting {
  act: NoteAct;
  /** As it was when the dialog was opened. */
  note: RowNote;
  /** Messages that the row stood for then. */
  count: number;
  /** Whether the row counts more of the same as it comes, which brings it back. */
  grows: boolean;
  facts: Fact[];
}

interface NoteDialogProps extends Noting {
  onClose: () => void;
  onDone: () => void;
}

/** Takes the note. Somebody else's of meanwhile is shown, with what was typed still there. */
export function NoteDialog(props: NoteDialogProps) {
  const [seen, setSeen] = createSignal(props.note);
  const last = (): Fact[] => {
    const { note, by, at } = seen();
    if (note === null || at === null) return [];
    return [
      {
        name: t("console.notes.last"),
        value: `${note} (${by ?? t("console.notes.byUpdate")} · ${moment(at)})`,
      },
    ];
  };
  const send = async (note: string) => {
    const { key, version } = seen();
    const aside = isAside(props.act);
    const answer = await noteRow(key, {
      note,
      aside,
      version,
      ...(aside && { count: props.count }),
    });
    const { current } = answer as Conflict;
    if (!answer.ok && current) setSeen(current as RowNote);
    return answer;
  };
  return (
    <ActDialog
      open
      title={t(`console.notes.${props.act}.title`)}
      desc={t(
        props.act === "setAside" && props.grows
          ? "console.notes.setAside.descGrows"
          : `console.notes.${props.act}.desc`,
      )}
      facts={[...props.facts, ...last()]}
      act={t(`console.notes.${props.act}.act`)}
      reason={{
        label: t(`console.notes.${props.act}.label`),
        required: true,
        maxLength: NOTE_LENGTH_MAX,
      }}
      onAct={send}
      done={t(`console.notes.${props.act}.done`)}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
