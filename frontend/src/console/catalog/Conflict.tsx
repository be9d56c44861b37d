import { For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import type { Difference } from "./differences.ts";

interface ConflictProps {
  differences: Difference[];
  /** When somebody else saved. */
  at: string | null;
  value: (path: string) => unknown;
  change: (path: string, value: unknown) => void;
  nameOf: (path: string) => string;
  wordsOf: (value: unknown) => string;
}

/** What somebody else saved meanwhile, beside what was typed here, which stays until theirs is chosen. */
export function Conflict(props: ConflictProps) {
  return (
    <Show when={props.differences.length > 0}>
      <section class="card console-section conflict" role="alert">
        <h2>
          <Icon name="alert" /> {t("console.catalog.conflict.title")}
        </h2>
        <p>
          {t("console.catalog.conflict.desc", {
            at: moment(props.at ?? new Date().toISOString()),
          })}
        </p>
        <ul>
          <For each={props.differences}>
            {(difference) => <Row {...props} difference={difference} />}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function Row(props: ConflictProps & { difference: Difference }) {
  const { path, before, theirs } = props.difference;
  const mine = () => props.value(path);
  const isTheirs = () => JSON.stringify(mine()) === JSON.stringify(theirs);
  return (
    <li>
      <b>{props.nameOf(path)}</b>
      <span>
        {t("console.catalog.conflict.theirs", {
          before: props.wordsOf(before),
          now: props.wordsOf(theirs),
        })}
      </span>
      <Show
        when={props.difference.isMine && !isTheirs()}
        fallback={<span class="muted">{t("console.catalog.conflict.taken")}</span>}
      >
        <span>{t("console.catalog.conflict.mine", { mine: props.wordsOf(mine()) })}</span>
        <Button onClick={() => props.change(path, theirs)}>
          {t("console.catalog.conflict.take")}
        </Button>
      </Show>
    </li>
  );
}
