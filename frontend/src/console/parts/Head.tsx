import { type ParentProps, Show } from "solid-js";

/** A page's title, what it is for, and what can be done on it. */
export function Head(props: ParentProps<{ title: string; lead?: string }>) {
  return (
    <div class="console-head">
      <div>
        <h1>{props.title}</h1>
        <Show when={props.lead}>
          <p class="muted">{props.lead}</p>
        </Show>
      </div>
      <Show when={props.children}>
        <div class="console-acts">{props.children}</div>
      </Show>
    </div>
  );
}
