import { For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import type { Difference, Editor } from "./createEditor.ts";
import { nameOfPath, wordsOf } from "./labels.ts";

/** What somebody else saved meanwhile, beside what was typed here, which stays until theirs is chosen. */
export function Conflict(props: { of: Editor }) {
  return (
    <Show when={props.of.differences().length > 0}>
      <section class="card console-section conflict" role="alert">
        <h2>
          <Icon name="alert" /> {t("console.catalog.conflict.title")}
        </h2>
        <p>
          {t("console.catalog.conflict.desc", {
            at: moment(props.of.seen()?.updatedAt ?? new Date().toISOString()),
          })}
        </p>
        <ul>
          <For each={props.of.differences()}>
            {(difference) => <Row of={props.of} difference={difference} />}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function Row(props: { of: Editor; difference: Difference }) {
  const { path, before, theirs } = props.difference;
  const mine = () => props.of.value(path);
  const isTheirs = () => JSON.stringify(mine()) === JSON.stringify(theirs);
  return (
    <li>
      <b>{nameOfPath(path)}</b>
      <span>
        {t("console.catalog.conflict.theirs", { before: wordsOf(before), now: wordsOf(theirs) })}
      </span>
      <Show
        when={props.difference.isMine && !isTheirs()}
        fallback={<span class="muted">{t("console.catalog.conflict.taken")}</span>}
      >
        <span>{t("console.catalog.conflict.mine", { mine: wordsOf(mine()) })}</span>
        <Button onClick={() => props.of.change(path, theirs)}>
          {t("console.catalog.conflict.take")}
        </Button>
      </Show>
    </li>
  );
}
