import { createEffect, onCleanup, type ParentProps, Show } from "solid-js";
import { modalClosed, modalOpened } from "../primitives/modals.ts";
import { isShown } from "../primitives/pieces.ts";
import { ToastRegion } from "./ToastRegion.tsx";

interface ModalProps extends ParentProps {
  open: boolean;
  onClose: () => void;
  /** id of the element that names the dialog. */
  labelledBy: string;
  class: string;
}

/** The native dialog: it keeps the focus inside, returns it, and closes on Esc. The inner surface is what moves. */
export function Modal(props: ModalProps) {
  let dialog!: HTMLDialogElement;
  let closedByPage = false;

  createEffect(() => {
    if (!props.open || !isShown()) return;
    closedByPage = false;
    dialog.showModal();
    modalOpened();
    onCleanup(() => {
      closedByPage = true; // The close event comes late, maybe after the page has changed: only Esc must be reported.
      modalClosed();
      dialog.close();
    });
  });

  return (
    <dialog
      ref={dialog}
      class={`modal ${props.class}`}
      aria-labelledby={props.labelledBy}
      onClose={() => !closedByPage && props.onClose()}
    >
      <Show when={props.open}>
        <div class="modal-surface">{props.children}</div>
        <ToastRegion />
      </Show>
    </dialog>
  );
}
