import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { steadyNow } from "./clock.ts";

const TICK_MS = 250;

/** Milliseconds until the deadline (in `steadyNow`'s time), 0 once it has passed or when there is none. */
export function createCountdown(deadlineMs: Accessor<number | undefined>): Accessor<number> {
  const [remaining, setRemaining] = createSignal(0);

  createEffect(() => {
    const deadline = deadlineMs();
    if (deadline === undefined) return void setRemaining(0);

    const tick = () => {
      const left = Math.max(0, deadline - steadyNow());
      setRemaining(left);
      if (left === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, TICK_MS);
    tick();
    // A hidden tab's timers sleep: catch up the moment it is seen again.
    document.addEventListener("visibilitychange", tick);
    onCleanup(() => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    });
  });

  return remaining;
}
