import { createSignal, createUniqueId, For, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import type { ConsoleFlag } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import type { Wish } from "./FlagDialog.tsx";
import { FlagRow } from "./FlagRow.tsx";
import { isFound, titleOf } from "./words.ts";

const GROUPS: ConsoleFlag["group"][] = ["centres", "pay-ways", "rules", "texts"];

interface FlagGroupsProps {
  items: readonly ConsoleFlag[];
  mayChange: boolean;
  onWish: (wish: Wish) => void;
}

/** All flags by what they are about, or those that are looked for. */
export function FlagGroups(props: FlagGroupsProps) {
  const [sought, setSought] = createSignal("");
  const id = createUniqueId();
  const found = (group: ConsoleFlag["group"]) =>
    props.items.filter((flag) => flag.group === group && isFound(flag, sought().trim()));
  return (
    <>
      <Malformed items={props.items} />
      <search class="filters">
        <div class="filter flag-search">
          <label for={id}>{t("console.flags.search")}</label>
          <input
            id={id}
            class="day"
            type="search"
            value={sought()}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </div>
        <p class="muted small">
          {t("console.flags.live", { seconds: String(props.items[0]?.liveWithinSeconds ?? 0) })}
        </p>
      </search>
      <For each={GROUPS}>
        {(group) => (
          <Show when={found(group).length > 0}>
            <Section title={t(`console.flagGroup.${group}`)}>
              <ul class="flags">
                <For each={found(group)}>
                  {(flag) => (
                    <FlagRow flag={flag} mayChange={props.mayChange} onWish={props.onWish} />
                  )}
                </For>
              </ul>
            </Section>
          </Show>
        )}
      </For>
      <Show when={GROUPS.every((group) => found(group).length === 0)}>
        <Notice icon="info" title={t("console.flags.empty")} desc={t("console.flags.emptyDesc")}>
          <Button onClick={() => setSought("")}>{t("console.filter.reset")}</Button>
        </Notice>
      </Show>
    </>
  );
}

/** What `wrangler` set that no reader understands: it waits for somebody, whatever is looked for. */
function Malformed(props: { items: readonly ConsoleFlag[] }) {
  const names = () =>
    props.items.filter(({ source }) => source === "malformed").map((flag) => titleOf(flag));
  return (
    <Show when={names().length > 0}>
      <p class="flag-draft">
        <Icon name="alert" />
        <span>{t("console.flags.malformedOnes", { names: names().join(", ") })}</span>
      </p>
    </Show>
  );
}
