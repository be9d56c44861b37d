import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { SafeHtml } from "../../shared/ui/SafeHtml.tsx";
import { type PreviewedHtml, previewHtml } from "../api/settings.ts";
import { t } from "../i18n.ts";

const TYPED_PAUSE_MS = 300;

interface HtmlFieldProps {
  id: string;
  name: string;
  label: string;
  value: string;
  onInput: (html: string) => void;
}

/** A text as it is typed, and beside it as the Worker would send it to customers. */
export function HtmlField(props: HtmlFieldProps) {
  const [preview, setPreview] = createSignal<PreviewedHtml>();
  const [failure, setFailure] = createSignal<Failure>();
  let asked = 0;
  const ask = async (html: string) => {
    const mine = ++asked;
    const answer = await previewHtml(props.name, html);
    if (mine !== asked) return;
    setFailure(answer.ok ? undefined : answer);
    if (answer.ok) setPreview(answer.value);
  };
  createEffect(
    on(
      () => props.value,
      (html, before) => {
        const timer = setTimeout(() => void ask(html), before === undefined ? 0 : TYPED_PAUSE_MS);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  onCleanup(() => asked++);
  return (
    <div class="html-field">
      <div class="filter wide">
        <label for={props.id}>{props.label}</label>
        <textarea
          id={props.id}
          class="day html-source"
          spellcheck={false}
          rows="12"
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      </div>
      <div class="filter wide">
        <span class="html-label">{t("console.flags.preview")}</span>
        <div class="html-preview" data-testid="html-preview">
          <Show
            when={preview()?.html}
            fallback={<p class="muted">{t("console.flags.previewEmpty")}</p>}
          >
            {(html) => <SafeHtml html={html()} />}
          </Show>
        </div>
      </div>
      <div class="html-dropped" aria-live="polite">
        <Show when={failure()}>
          {(why) => (
            <p class="muted">{t("console.flags.previewFailed", { why: failureText(why()) })}</p>
          )}
        </Show>
        <Show when={preview()}>{(reviewed) => <Dropped reviewed={reviewed()} />}</Show>
      </div>
    </div>
  );
}

function Dropped(props: { reviewed: PreviewedHtml }) {
  return (
    <Show
      when={props.reviewed.dropped.length > 0}
      fallback={<p class="muted">{t("console.flags.nothingDropped")}</p>}
    >
      <p class="html-warning">
        <Icon name="alert" />
        {t("console.flags.dropped")}
      </p>
      <ul>
        <For each={props.reviewed.dropped}>
          {({ kind, what, times }) => (
            <li>{t(`console.dropped.${kind}`, { what, times: String(times) })}</li>
          )}
        </For>
      </ul>
    </Show>
  );
}
