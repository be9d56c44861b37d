import type { JSX } from "solid-js";
import { Show } from "solid-js";
import { Icon, type IconName } from "./Icon.tsx";
import { Words } from "./Words.tsx";

interface NoticeProps {
  icon: IconName;
  title: string;
  desc: string;
  tone?: "accent" | "danger";
  /** What the customer can do next: a notice is never a dead end. */
  children?: JSX.Element;
}

/** Stands in for content that is empty, closed, failed or needs signing in. */
export function Notice(props: NoticeProps) {
  return (
    <section class={`notice card ${props.tone ?? "accent"}`}>
      <span class="notice-icon">
        <Icon name={props.icon} />
      </span>
      <h2>
        <Words text={props.title} />
      </h2>
      <p>
        <Words text={props.desc} />
      </p>
      <Show when={props.children}>
        <div class="notice-actions">{props.children}</div>
      </Show>
    </section>
  );
}
