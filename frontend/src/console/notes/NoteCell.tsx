import { For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import type { RowNote } from "../api/types.ts";
import { t } from "../i18n.ts";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";
import { actsOn, type NoteAct } from "./acts.ts";

const TONES = { open: "", aside: "done", back: "due" };

interface NoteCellProps {
  note: RowNote;
  /** What the row is about, for who hears the page: every row has the same buttons. */
  about: string;
  onAct: (act: NoteAct) => void;
}

/** What was noted last of a row, by whom and when, and what can be done with it. */
export function NoteCell(props: NoteCellProps) {
  const { can } = useSession();
  return (
    <div class="note-cell">
      <Show when={props.note.standing !== "open" && props.note.standing}>
        {(standing) => <Tag code={TONES[standing()]} text={t(`console.notes.is.${standing()}`)} />}
      </Show>
      <Show when={props.note.note}>
        <p class="note-text">{props.note.note}</p>
        <p class="muted small">
          {props.note.by ?? t("console.notes.byUpdate")} · {props.note.at && moment(props.note.at)}
        </p>
      </Show>
      <Show when={can("money")}>
        <div class="note-acts">
          <For each={actsOn(props.note)}>
            {(act) => (
              <Button
                aria-label={`${t(`console.notes.${act}.open`)} ${props.about}`}
                onClick={() => props.onAct(act)}
              >
                {t(`console.notes.${act}.open`)}
              </Button>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
