import { createEffect, createUniqueId, on, Show } from "solid-js";
import { money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";
import type { Invoice } from "../api.ts";
import { Choice } from "../form/Choice.tsx";
import { TitleFields } from "../form/TitleFields.tsx";
import { createFapiaoWish, NEW } from "./createFapiaoWish.ts";

interface FapiaoDialogProps {
  open: boolean;
  invoice: Invoice;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** Which kind of fapiao, made out to whom: one of the kept titles, or a new one. */
export function FapiaoDialog(props: FapiaoDialogProps) {
  const title = createUniqueId();
  const form = createFapiaoWish(
    () => props.invoice.id,
    () => props.onDone(),
  );
  createEffect(
    on(
      () => props.open,
      (open) => void (open && form.open()),
    ),
  );
  return (
    <Modal
      class="confirm-dialog fapiao-dialog"
      open={props.open}
      labelledBy={title}
      onClose={props.onClose}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.send(event.currentTarget);
        }}
      >
        <h2 id={title} tabindex="-1" autofocus>
          {t("portal.fapiao.request")}
        </h2>
        <p class="muted small">
          {t("portal.fapiao.for", {
            number: props.invoice.number,
            amount: money(props.invoice.amount, props.invoice.currency),
          })}
        </p>
        <Show when={form.titles().length > 0}>
          <Choice
            label={t("portal.fapiao.to")}
            chosen={form.wish.chosen}
            options={[
              ...form.titles().map((one, at) => ({ value: String(at), text: one.title })),
              { value: NEW, text: t("portal.fapiao.newTitle") },
            ]}
            onChoose={(chosen) => form.setWish({ chosen })}
          />
        </Show>
        <Show when={form.wish.chosen === NEW}>
          <TitleFields
            title={form.wish.title}
            prefix=""
            problems={form.problems}
            onChange={(changes) => form.setWish("title", changes)}
          />
          <label class="form-check small">
            <input
              type="checkbox"
              checked={form.wish.keep}
              onChange={(event) => form.setWish({ keep: event.currentTarget.checked })}
            />
            <span>{t("portal.fapiao.keep")}</span>
          </label>
        </Show>
        <Choice
          label={t("portal.fapiao.type")}
          chosen={form.title().type === "person" ? "normal" : form.wish.type}
          options={[
            { value: "normal", text: t("portal.fapiao.types.normal") },
            {
              value: "special",
              text: t("portal.fapiao.types.special"),
              disabled: form.title().type === "person",
            },
          ]}
          onChoose={(type) => form.setWish({ type })}
        />
        <div class="dialog-actions">
          <Button onClick={props.onClose}>{t("portal.fapiao.cancel")}</Button>
          <Button type="submit" look="primary" busy={form.busy()}>
            {t("portal.fapiao.send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
