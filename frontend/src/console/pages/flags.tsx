import { createSignal, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { readFlags } from "../api/settings.ts";
import { ArchiveSection } from "../archive/ArchiveSection.tsx";
import type { Drafts } from "../flags/drafts.ts";
import { FlagDialog, type Wish } from "../flags/FlagDialog.tsx";
import { FlagGroups } from "../flags/FlagGroups.tsx";
import { offeredSwitch, type PayWaySwitch } from "../flags/pay-ways.ts";
import { SwitchPayWay } from "../flags/SwitchPayWay.tsx";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { payWay } from "../words.ts";

/** Everything that an operator sets: what it does, what counts now, when a change is live, and the way back. */
export default function Flags() {
  const { can } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readFlags(),
  );
  const [wish, setWish] = createSignal<Wish>();
  const [switching, setSwitching] = createSignal<PayWaySwitch>();
  const drafts: Drafts = new Map();
  const items = () => remote.value?.items ?? [];
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
      <Show when={remote.value || remote.failure} fallback={<div class="console-wait" />}>
        <Show when={remote.value}>
          <FlagGroups items={items()} mayChange={can("settings")} onWish={setWish} />
        </Show>
      </Show>
      <ArchiveSection />
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
            seconds={items()[0]?.liveWithinSeconds ?? 0}
            onDone={() => void reload()}
            onClose={() => setSwitching(undefined)}
          />
        )}
      </Show>
    </>
  );
}
