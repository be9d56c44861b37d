import { createSignal } from "solid-js";

const [openModals, setOpenModals] = createSignal(0);

/** How many modal dialogs are open: the page below is inert then, its toasts too, so the dialog shows them. */
export { openModals };

export const modalOpened = () => setOpenModals((count) => count + 1);
export const modalClosed = () => setOpenModals((count) => Math.max(0, count - 1));
