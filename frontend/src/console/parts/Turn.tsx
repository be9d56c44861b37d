import { Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { t } from "../i18n.ts";

interface TurnProps {
  /** `before` of the part that is shown; empty for the newest. */
  before: string;
  next: string | number | null;
  onTurn: (before: string | null) => void;
}

/** A list without a total: to what is older, and back to the newest. The browser's own "back" leads to the part before. */
export function Turn(props: TurnProps) {
  return (
    <Show when={props.before !== "" || props.next !== null}>
      <nav class="pager" aria-label={t("common.paging.label")}>
        <Button disabled={props.before === ""} onClick={() => props.onTurn(null)}>
          {t("console.turn.newest")}
        </Button>
        <Button
          disabled={props.next === null}
          onClick={() => props.next !== null && props.onTurn(String(props.next))}
        >
          {t("console.turn.older")}
        </Button>
      </nav>
    </Show>
  );
}
