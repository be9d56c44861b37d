import { For, type JSX, type ParentProps, Show } from "solid-js";

export interface Fact {
  name: string;
  value: JSX.Element;
}

export function Facts(props: { facts: Fact[] }) {
  return (
    <dl class="facts">
      <For each={props.facts}>
        {(fact) => (
          <div>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}

/** A part of a page under its own heading. */
export function Section(props: ParentProps<{ title: string; acts?: JSX.Element }>) {
  return (
    <section class="card console-section">
      <div class="console-section-head">
        <h2>{props.title}</h2>
        <Show when={props.acts}>
          <div class="console-acts">{props.acts}</div>
        </Show>
      </div>
      {props.children}
    </section>
  );
}
