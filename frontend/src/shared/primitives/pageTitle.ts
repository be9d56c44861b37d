import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";

const [ownTitle, setOwnTitle] = createSignal<string>();

/** A title that the page's content gives it in place of its usual one. */
export { ownTitle };

/** Names the page after its content for as long as it says so. */
export function createOwnTitle(title: Accessor<string | undefined>): void {
  createEffect(() => setOwnTitle(title()));
  onCleanup(() => setOwnTitle(undefined));
}
