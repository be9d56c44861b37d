import { createEffect, on, onCleanup, onMount } from "solid-js";
import { openModals } from "../shared/primitives/modals.ts";

/** A payment's dialog with its code is as high as this: a lower frame would cut it off. */
const DIALOG_HEIGHT_MIN = 760;

/** Tells how high the content is, whenever that changes. */
export function tellHeight(element: () => HTMLElement, tell: (height: number) => void): void {
  let told = 0;
  const measure = () => {
    const content = Math.ceil(element().getBoundingClientRect().height);
    const height = openModals() > 0 ? Math.max(content, DIALOG_HEIGHT_MIN) : content;
    if (height === told) return;
    told = height;
    tell(height);
  };
  onMount(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(element());
    onCleanup(() => observer.disconnect());
  });
  createEffect(on(openModals, measure));
}
