import { type Accessor, createSignal, onCleanup } from "solid-js";
import { isServer } from "solid-js/web";

export function createMediaQuery(query: string): Accessor<boolean> {
  if (isServer) return () => false; // The shell is drawn without a screen.
  const list = matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const update = () => setMatches(list.matches);
  list.addEventListener("change", update);
  onCleanup(() => list.removeEventListener("change", update));
  return matches;
}
