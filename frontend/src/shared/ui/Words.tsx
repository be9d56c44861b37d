import { For, Show } from "solid-js";
import { partsAround } from "../i18n/foreign.ts";

/**
 * A text that changes by itself, in an element that is replaced with it. A browser that translates the page takes the text
 * nodes away, and what is written to them later is seen by nobody (solidjs/solid#1451). `name`: an operator's, that the text
 * may hold, for whoever reads it aloud.
 */
export function Words(props: { text: string; name?: string }) {
  return (
    <Show when={props.text} keyed>
      {(text) => (
        <span>
          <Show when={props.name} keyed fallback={text}>
            {(name) => (
              <For each={partsAround(name, text)}>
                {(part) => (part.lang ? <span lang={part.lang}>{part.text}</span> : part.text)}
              </For>
            )}
          </Show>
        </span>
      )}
    </Show>
  );
}
