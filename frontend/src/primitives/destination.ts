import { useBeforeLeave, useLocation } from "@solidjs/router";
import { createEffect, createSignal, on } from "solid-js";

let wanted: string | undefined;
const [visited, setVisited] = createSignal(0);

/** The page that the customer is on the way to, while its code is loaded. */
export const destination = (): string | undefined => wanted;

/** Whether the browser's "back" leads to another page of ours. */
export const cameFrom = (): boolean => visited() > 1;

/** Notes where each click on a link leads until it has led there. */
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
