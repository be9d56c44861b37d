import { Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import type { ConsoleFlag } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { Tag } from "../parts/Tag.tsx";
import type { Wish } from "./FlagDialog.tsx";
import { History } from "./History.tsx";
import { descriptionOf, titleOf, valueText } from "./words.ts";

interface FlagRowProps {
  flag: ConsoleFlag;
  mayChange: boolean;
  onWish: (wish: Wish) => void;
}

/** One flag: what it does, what counts now, and what it was. */
export function FlagRow(props: FlagRowProps) {
  const mayChange = () => props.mayChange && props.flag.writable;
  return (
    <li class="flag" data-testid={`flag-${props.flag.name}`}>
      <div class="flag-about">
        <h3>{titleOf(props.flag)}</h3>
        <p class="muted small">{descriptionOf(props.flag)}</p>
        <code class="flag-name">{props.flag.name}</code>
      </div>
      <div class="flag-value">
        <Value flag={props.flag} />
        <p class="muted small">
          <Show when={props.flag.stored !== null} fallback={t("console.flags.isDefault")}>
            {t("console.flags.defaultIs", { value: valueText(props.flag, props.flag.default) })}
          </Show>
        </p>
        <Marks flag={props.flag} />
      </div>
      <div class="flag-acts">
        <Show when={mayChange()}>
          <Button
            aria-label={`${t("console.flags.change")}: ${titleOf(props.flag)}`}
            onClick={() => props.onWish({ flag: { ...props.flag } })}
          >
            {t("console.flags.change")}
          </Button>
          <Show when={props.flag.stored !== null}>
            <Button
              look="quiet"
              aria-label={`${t("console.flags.reset")}: ${titleOf(props.flag)}`}
              onClick={() => props.onWish({ flag: { ...props.flag }, value: null })}
            >
              {t("console.flags.reset")}
            </Button>
          </Show>
        </Show>
      </div>
      <History
        flag={props.flag}
        onReturn={
          mayChange() ? (value) => props.onWish({ flag: { ...props.flag }, value }) : undefined
        }
      />
    </li>
  );
}

function Value(props: { flag: ConsoleFlag }) {
  const text = () => valueText(props.flag, props.flag.value);
  return (
    <Show
      when={props.flag.kind === "switch"}
      fallback={
        <p class={props.flag.kind === "html" && props.flag.value ? "flag-text" : "flag-word"}>
          {props.flag.kind === "html" ? plain(text()) : text()}
        </p>
      }
    >
      <Tag code={props.flag.value === "true" ? "done" : "none"} text={text()} />
    </Show>
  );
}

/** A text without its markup, for a line or two of it. */
const plain = (html: string): string =>
  new DOMParser()
    .parseFromString(html.replaceAll("<", " <"), "text/html")
    .body.textContent?.trim() ?? "";

/** What is wrong with it, or worth knowing. */
function Marks(props: { flag: ConsoleFlag }) {
  return (
    <>
      <Show when={props.flag.source === "malformed"}>
        <p class="flag-warning small">
          {t("console.flags.malformed", { stored: props.flag.stored ?? "" })}
        </p>
      </Show>
      <Show when={props.flag.usable === false}>
        <p class="flag-warning small">{t("console.flags.notUsable")}</p>
      </Show>
      <Show when={props.flag.changedElsewhere}>
        <p class="muted small">{t("console.flags.elsewhere")}</p>
      </Show>
    </>
  );
}
