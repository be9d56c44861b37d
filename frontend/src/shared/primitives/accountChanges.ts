import { onCleanup } from "solid-js";
import { isServer } from "solid-js/web";

/** Between the pages of this browser. A message says only that something changed; each page asks for itself. */
const CHANNEL = "ec.account";

type Listener = (from: "this page" | "another page") => void;

const listeners = new Set<Listener>();
let channel: BroadcastChannel | undefined;

/** What the customer has is another than before: an order was granted, or given back. */
export function tellAccountChanged(): void {
  for (const listener of listeners) listener("this page");
  open()?.postMessage("");
}

export function onAccountChanged(listener: Listener): void {
  if (isServer) return;
  open();
  listeners.add(listener);
  onCleanup(() => listeners.delete(listener));
}

/** undefined where the browser has none: its other pages hear of a change when they get the focus. */
function open(): BroadcastChannel | undefined {
  if (channel || typeof BroadcastChannel === "undefined") return channel;
  channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    for (const listener of listeners) listener("another page");
  };
  return channel;
}
