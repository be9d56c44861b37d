import { createSignal, createUniqueId, For, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { type ConsoleFlag, readFlags } from "../api/settings.ts";
import type { Drafts } from "../flags/drafts.ts";
import { FlagDialog, type Wish } from "../flags/FlagDialog.tsx";
import { FlagRow } from "../flags/FlagRow.tsx";
import { offeredSwitch, type PayWaySwitch } from "../flags/pay-ways.ts";
import { SwitchPayWay } from "../flags/SwitchPayWay.tsx";
import { isFound } from "../flags/words.ts";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { payWay } from "../words.ts";

const GROUPS: ConsoleFlag["group"][] = ["centres", "pay-ways", "rules", "texts"];

/** Everything that an operator sets: what it does, what counts now, when a change is live, and the way back. */
export default function Flags() {
  const { can } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readFlags(),
  );
  const [sought, setSought] = createSignal("");
  const [wish, setWish] = createSignal<Wish>();
  const [switching, setSwitching] = createSignal<PayWaySwitch>();
  const drafts: Drafts = new Map();
  const seekId = createUniqueId();
  const items = () => remote.value?.items ?? [];
  const seconds = () => items()[0]?.liveWithinSeconds ?? 0;
  const found = (group: ConsoleFlag["group"]) =>
    items().filter((flag) => flag.group === group && isFound(flag, sought().trim()));
  const offered = () => (can("settings") ? offeredSwitch(items()) : null);

  return (
    <>
      <Head title={t("console.flags.title")} lead={t("console.flags.lead")}>
        <Show when={offered()}>
          {(ways) => (
            <Button look="primary" onClick={() => setSwitching({ ...ways() })}>
              {t("console.switchWay.open", { on: payWay(ways().on) })}
            </Button>
          )}
        </Show>
      </Head>
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show
        when={remote.value}
        fallback={
          <Show when={!remote.failure}>
            <div class="console-wait" />
          </Show>
        }
      >
        <search class="filters">
          <div class="filter flag-search">
            <label for={seekId}>{t("console.flags.search")}</label>
            <input
              id={seekId}
              class="day"
              type="search"
              value={sought()}
              onInput={(event) => setSought(event.currentTarget.value)}
            />
          </div>
          <p class="muted small">{t("console.flags.live", { seconds: String(seconds()) })}</p>
        </search>
        <For each={GROUPS}>
          {(group) => (
            <Show when={found(group).length > 0}>
              <Section title={t(`console.flagGroup.${group}`)}>
                <ul class="flags">
                  <For each={found(group)}>
                    {(flag) => <FlagRow flag={flag} mayChange={can("settings")} onWish={setWish} />}
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
      </Show>
      <Show when={wish()} keyed>
        {(wanted) => (
          <FlagDialog
            wish={wanted}
            drafts={drafts}
            onDone={() => void reload()}
            onClose={() => setWish(undefined)}
          />
        )}
      </Show>
      <Show when={switching()} keyed>
        {(ways) => (
          <SwitchPayWay
            ways={ways}
            seconds={seconds()}
            onDone={() => void reload()}
            onClose={() => setSwitching(undefined)}
          />
        )}
      </Show>
    </>
  );
}
