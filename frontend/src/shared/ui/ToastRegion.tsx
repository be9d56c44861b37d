import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { t } from "../i18n/index.ts";
import {
  dismissToast,
  holdToast,
  resumeToast,
  type Toast,
  type ToastKind,
  toasts,
} from "../primitives/toasts.ts";
import { Icon, type IconName } from "./Icon.tsx";

const ICONS: Record<ToastKind, IconName> = { ok: "check", info: "info", error: "alert" };

export function ToastRegion() {
  return (
    <section class="toasts" aria-label={t("common.label.notices")}>
      <ol aria-live="polite" aria-relevant="additions">
        <For each={toasts()}>{(toast) => <Line toast={toast} />}</For>
      </ol>
    </section>
  );
}

function Line(props: { toast: Toast }) {
  return (
    <li
      class={`toast ${props.toast.kind}`}
      onPointerEnter={() => holdToast(props.toast.id)}
      onPointerLeave={() => resumeToast(props.toast.id)}
      onFocusIn={() => holdToast(props.toast.id)}
      onFocusOut={() => resumeToast(props.toast.id)}
    >
      <Icon name={ICONS[props.toast.kind]} />
      <p>
        {props.toast.text}
        <Show when={props.toast.action}>
          {(action) => (
            <A
              href={action().href}
              // The Worker's own addresses are no pages of the router.
              rel={action().href.startsWith("/api/") ? "external" : undefined}
              onClick={() => dismissToast(props.toast.id)}
            >
              {action().label}
            </A>
          )}
        </Show>
      </p>
      <button
        type="button"
        class="icon-button small"
        aria-label={t("common.action.dismiss")}
        onClick={() => dismissToast(props.toast.id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
