import { A } from "@solidjs/router";
import { createUniqueId, For, Show } from "solid-js";
import type { Credits } from "../api/types.ts";
import { LowBadge } from "../credits/LowBadge.tsx";
import { standingOf } from "../credits/standing.ts";
import { day, units, whole } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { PATHS } from "../paths.ts";
import { Button } from "../ui/Button.tsx";
import { createMenu } from "../ui/createMenu.ts";
import { Icon } from "../ui/Icon.tsx";
import { Words } from "../ui/Words.tsx";
import { useSite } from "./site.tsx";

/** From here on a number is shown short, 12万 or 120K: the place in the bar does not grow. */
const SHORT_FROM = 100_000;

const inBar = (count: number): string =>
  whole(count, Math.abs(count) < SHORT_FROM ? {} : { notation: "compact" });

/** The customer's credits on every page; pressed, it says where they come from and when they are renewed. */
export function CreditBalance() {
  const { credits } = useSite().credits;
  const id = createUniqueId();
  let root!: HTMLDivElement;
  let button!: HTMLButtonElement;
  const panel = createMenu({ root: () => root, button: () => button });
  const standing = () => credits.value && standingOf(credits.value);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the panel inside.
    <div class="dropdown" ref={root} onKeyDown={panel.onKeyDown} onFocusOut={panel.onFocusOut}>
      <button
        ref={button}
        type="button"
        class={`credit-balance ${standing() ?? ""}`}
        data-testid="credit-balance"
        aria-label={spoken(credits.value, credits.failure !== undefined)}
        aria-expanded={panel.open()}
        aria-controls={id}
        onClick={() => (panel.open() ? panel.hide(true) : panel.show())}
      >
        <Icon name="coins" />
        <Show when={credits.value} fallback={<Unread failed={credits.failure !== undefined} />}>
          {(value) => (
            <span translate="no">
              <Words text={inBar(value().available)} />
            </span>
          )}
        </Show>
      </button>
      <Show when={panel.open()}>
        <section class="balance-panel" id={id} aria-label={t("credits.title")}>
          <Panel onFollow={() => panel.hide(false)} />
        </section>
      </Show>
    </div>
  );
}

/** A balance that could not be read is not known: never zero. */
function Unread(props: { failed: boolean }) {
  return (
    <Show when={props.failed} fallback={<span class="skeleton balance-wait" />}>
      <span>–</span>
    </Show>
  );
}

function spoken(value: Credits | undefined, failed: boolean): string {
  if (!value) return failed ? t("credits.balance.unknownLabel") : t("credits.balance.readingLabel");
  const parts = [t("credits.balance.label", { amount: units("credits", value.available) })];
  const standing = standingOf(value);
  if (standing !== "ok") parts.push(t(`credits.balance.${standing}`));
  if (value.plan?.resetsAt)
    parts.push(t("credits.balance.resets", { date: day(value.plan.resetsAt) }));
  return parts.join(t("credits.balance.and"));
}

function Panel(props: { onFollow: () => void }) {
  const { credits, reload } = useSite().credits;
  return (
    <>
      <Show
        when={credits.value}
        fallback={
          <p class="muted small">
            <Words text={t(credits.failure ? "credits.balance.unknown" : "common.label.loading")} />
          </p>
        }
      >
        {(value) => <Origins value={value()} stale={credits.failure !== undefined} />}
      </Show>
      <Show when={credits.failure}>
        <Button busy={credits.loading} onClick={() => void reload()}>
          {t("common.action.retry")}
        </Button>
      </Show>
      <A class="button primary" href={PATHS.credits} onClick={props.onFollow}>
        {t("credits.balance.details")}
      </A>
    </>
  );
}

function Origins(props: { value: Credits; stale: boolean }) {
  const rows = () => {
    const { plan, purchased, other, held } = props.value;
    return [
      ...(plan
        ? [{ name: t("credits.origin.plan"), text: `${whole(plan.left)} / ${whole(plan.granted)}` }]
        : []),
      { name: t("credits.origin.purchased"), text: whole(purchased) },
      ...(other === 0 ? [] : [{ name: t("credits.origin.other"), text: whole(other) }]),
      ...(held === 0 ? [] : [{ name: t("credits.origin.held"), text: whole(held) }]),
    ];
  };
  return (
    <>
      <p class="balance-head">
        <span class="muted small">{t("credits.balance.available")}</span>
        <strong>
          <Words text={whole(props.value.available)} />
        </strong>
        <LowBadge credits={props.value} />
      </p>
      <dl class="balance-rows small">
        <For each={rows()}>
          {(row) => (
            <div>
              <dt>{row.name}</dt>
              <dd>{row.text}</dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={props.value.plan?.resetsAt}>
        {(at) => <p class="muted small">{t("credits.balance.resets", { date: day(at()) })}</p>}
      </Show>
      <Show when={props.stale}>
        <p class="balance-stale small">{t("credits.balance.stale")}</p>
      </Show>
    </>
  );
}
