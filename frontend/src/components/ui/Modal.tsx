import { createEffect, onCleanup, type ParentProps, Show } from "solid-js";
import { modalClosed, modalOpened } from "../../primitives/modals.ts";
import { ToastRegion } from "./ToastRegion.tsx";

interface ModalProps extends ParentProps {
  open: boolean;
  onClose: () => void;
  /** id of the element that names the dialog. */
  labelledBy: string;
  class: string;
}

/** The native dialog: focus is held inside and returned, Esc closes. Its surface is the child, for motion and toasts. */
export function Modal(props: ModalProps) {
  let dialog!: HTMLDialogElement;

  createEffect(() => {
    if (!props.open) return;
    dialog.showModal();
    modalOpened();
    onCleanup(() => {
      modalClosed();
      dialog.close();
    });
  });

  return (
    <dialog
      ref={dialog}
      class={`modal ${props.class}`}
      aria-labelledby={props.labelledBy}
      onClose={() => props.open && props.onClose()}
    >
      <Show when={props.open}>
        <div class="modal-surface">{props.children}</div>
        <ToastRegion />
      </Show>
    </dialog>
  );
}
