import { For, type JSX } from "solid-js";

/** A text with elements in its placeholders: `请在 {{ time }} 内完成支付`. */
export function Phrase(props: { text: string; parts: Record<string, JSX.Element> }) {
  return (
    <For each={props.text.split(/\{\{\s*(\w+)\s*\}\}/)}>
      {(piece, index) => (index() % 2 === 1 ? props.parts[piece] : piece)}
    </For>
  );
}
