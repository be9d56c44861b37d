import { createSignal, Show } from "solid-js";

/** The customer's picture, or the first letter of the name where there is none or it does not load. */
export function Avatar(props: { name: string; image: string; class?: string }) {
  const [broken, setBroken] = createSignal("");
  const initial = () => [...props.name.trim()][0]?.toUpperCase() ?? "";
  return (
    <span class={`avatar ${props.class ?? ""}`} aria-hidden="true">
      <Show when={props.image && broken() !== props.image} fallback={initial()}>
        <img src={props.image} alt="" onError={() => setBroken(props.image)} />
      </Show>
    </span>
  );
}
