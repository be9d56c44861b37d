import { type BeforeLeaveEventArgs, useBeforeLeave } from "@solidjs/router";
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";

/** Whoever leaves what is not kept yet is asked: by our own dialog within the product, by the browser's on leaving it. */
export function createLeaveGuard(isChanged: Accessor<boolean>) {
  const [leaving, setLeaving] = createSignal<BeforeLeaveEventArgs>();
  useBeforeLeave((event) => {
    if (!isChanged() || event.defaultPrevented) return;
    event.preventDefault();
    setLeaving(event);
  });

  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  createEffect(() => {
    if (!isChanged()) return;
    window.addEventListener("beforeunload", ask);
    onCleanup(() => window.removeEventListener("beforeunload", ask));
  });

  return {
    isAsking: () => leaving() !== undefined,
    stay: () => setLeaving(undefined),
    leave: () => {
      const event = leaving();
      setLeaving(undefined);
      event?.retry(true);
    },
  };
}
