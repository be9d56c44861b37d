import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { ConsoleFlag, FlagChange } from "../api/settings.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { useSession } from "../session.tsx";
import { Stored } from "./FlagDialog.tsx";
import { titleOf } from "./words.ts";

interface HistoryProps {
  flag: ConsoleFlag;
  /** Undefined for who may only look. */
  onReturn: ((value: string | null) => void) | undefined;
}

/** What a flag was, with the way back to each. */
export function History(props: HistoryProps) {
  const { can } = useSession();
  return (
    <Show when={props.flag.history.length > 0}>
      <details class="flag-history">
        <summary>
          {t("console.flags.history", { count: String(props.flag.history.length) })}
          <span class="visually-hidden">{titleOf(props.flag)}</span>
        </summary>
        <ol>
          <For each={props.flag.history}>
            {(change) => (
              <li>
                <Change flag={props.flag} change={change} />
                <Show when={props.onReturn && change.before !== props.flag.stored}>
                  <Button onClick={() => props.onReturn?.(change.before)}>
                    <Icon name="undo" />
                    {t("console.flags.returnTo")}
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ol>
        <Show when={can("audit")}>
          <A class="small" href={`/audit?object=${encodeURIComponent(props.flag.name)}`}>
            {t("console.flags.allHistory")}
          </A>
        </Show>
      </details>
    </Show>
  );
}

function Change(props: { flag: ConsoleFlag; change: FlagChange }) {
  return (
    <div class="flag-change">
      <p class="muted small">
        {exactly(props.change.at)} · {props.change.operator}
        <Show when={props.change.why}> · {props.change.why}</Show>
      </p>
      <div class="flag-step">
        <Stored flag={props.flag} stored={props.change.before} />
        <Icon name="forward" />
        <Stored flag={props.flag} stored={props.change.after} />
      </div>
    </div>
  );
}
