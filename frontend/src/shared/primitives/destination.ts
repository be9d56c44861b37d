import { useBeforeLeave, useLocation } from "@solidjs/router";
import { createEffect, createSignal, on } from "solid-js";

let wanted: string | undefined;
const [visited, setVisited] = createSignal(0);

/** The address of the page whose code is being loaded after a click. */
export const destination = (): string | undefined => wanted;

/** Whether the browser's "back" leads to another page of ours. */
export const cameFrom = (): boolean => visited() > 1;

/** Remembers where a click on a link leads until that page is shown. */
export function noteDestination(): void {
  const location = useLocation();
  useBeforeLeave((leaving) => {
    wanted = typeof leaving.to === "string" ? leaving.to : undefined;
  });
  createEffect(() => {
    if (location.pathname + location.search) wanted = undefined;
  });
  createEffect(
    on(
      () => location.pathname,
      () => setVisited((count) => count + 1),
    ),
  );
}
