import { createSignal } from "solid-js";

const [openModals, setOpenModals] = createSignal(0);

/** How many modal dialogs are open. The page below is inert then, so the dialog shows the toasts. */
export { openModals };

export const modalOpened = () => setOpenModals((count) => count + 1);
export const modalClosed = () => setOpenModals((count) => Math.max(0, count - 1));
