import { Dialog } from "@kobalte/core/dialog";
import { createSignal, createUniqueId, type ParentProps, Show } from "solid-js";
import type { Answer, Failure } from "../../shared/api/answer.ts";
import { failureText, showToast } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { type Fact, Facts } from "./Facts.tsx";

interface ActDialogProps extends ParentProps {
  open: boolean;
  title: string;
  /** What follows from it, before it is done. */
  desc: string;
  /** What it is done to: the sum and the customer's name, where money moves. */
  facts: Fact[];
  /** On the button: the act itself, never "OK". */
  act: string;
  danger?: boolean;
  /** For what is typed beside what it becomes. */
  wide?: boolean;
  reason?: { label: string; required: boolean; maxLength: number };
  isReady?: boolean;
  /** Repeating it must be safe: after a lost connection the same button sends it again. */
  onAct: (reason: string) => Promise<Answer<unknown>>;
  done: string;
  onDone: () => void;
  onClose: () => void;
}

/** Asks again before an act, takes its reason, and stays with what was typed when it fails. */
export function ActDialog(props: ActDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="act-overlay" />
        <div class="act-place">
          {/* A click beside it must not lose what was typed. */}
          <Dialog.Content
            class={props.wide ? "act wide" : "act"}
            onInteractOutside={(event) => event.preventDefault()}
          >
            <Content {...props} />
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}

function Content(props: ActDialogProps) {
  const [reason, setReason] = createSignal("");
  const [failure, setFailure] = createSignal<Failure>();
  const [busy, setBusy] = createSignal(false);
  const id = createUniqueId();
  const isReady = () =>
    props.isReady !== false && (!props.reason?.required || reason().trim() !== "");

  const act = async (event: Event) => {
    event.preventDefault();
    if (busy() || !isReady()) return;
    setBusy(true);
    setFailure(undefined);
    const answer = await props.onAct(reason().trim());
    setBusy(false);
    if (!answer.ok) return setFailure(answer);
    showToast("ok", props.done);
    props.onDone();
    props.onClose();
  };

  return (
    <form onSubmit={act}>
      <div class="act-head">
        <Dialog.Title>{props.title}</Dialog.Title>
        <Dialog.CloseButton class="icon-button" aria-label={t("common.action.close")}>
          <Icon name="close" />
        </Dialog.CloseButton>
      </div>
      <Dialog.Description class="muted">{props.desc}</Dialog.Description>
      <Show when={props.facts.length > 0}>
        <Facts facts={props.facts} />
      </Show>
      {props.children}
      <Show when={props.reason}>
        {(wanted) => (
          <div class="filter wide">
            <label for={id}>{wanted().label}</label>
            <textarea
              id={id}
              class="day"
              rows="2"
              required={wanted().required}
              maxLength={wanted().maxLength}
              value={reason()}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </div>
        )}
      </Show>
      <Show when={failure()}>
        {(why) => (
          <p class="act-failure" role="alert">
            <Icon name="alert" />
            {failureText(why())}
          </p>
        )}
      </Show>
      <div class="act-buttons">
        <Button onClick={() => props.onClose()}>{t("console.cancel")}</Button>
        <Button
          type="submit"
          look="primary"
          class={props.danger ? "danger" : ""}
          busy={busy()}
          disabled={!isReady()}
        >
          {props.act}
        </Button>
      </div>
    </form>
  );
}
