import { For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { createLeaveGuard } from "../../shared/primitives/createLeaveGuard.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { ContactCard } from "../account/ContactCard.tsx";
import { type AccountForm, createAccount } from "../account/createAccount.ts";
import { LeaveDialog } from "../account/LeaveDialog.tsx";
import { PreferencesCard } from "../account/PreferencesCard.tsx";
import { TaxIdsCard } from "../account/TaxIdsCard.tsx";
import { TitlesCard } from "../account/TitlesCard.tsx";
import { Gate } from "../Gate.tsx";

/** What a customer says of itself: it stands on invoices that are issued from then on. */
export default function AccountPage() {
  const form = createAccount();
  const guard = createLeaveGuard(form.isChanged);
  return (
    <>
      <Gate
        remote={form.account}
        isGuest={form.isGuest()}
        signInDesc={t("portal.account.signInDesc")}
        skeleton={<Skeleton />}
        onRetry={() => void form.reload()}
      >
        {(account) => <Form form={form} updatedAt={account().updatedAt} />}
      </Gate>
      <LeaveDialog open={guard.isAsking()} onStay={guard.stay} onLeave={guard.leave} />
    </>
  );
}

function Form(props: { form: AccountForm; updatedAt: string | null }) {
  return (
    <form
      class="portal single"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void props.form.save(event.currentTarget);
      }}
    >
      <ContactCard of={props.form} />
      <TaxIdsCard of={props.form} />
      <TitlesCard of={props.form} />
      <PreferencesCard of={props.form} />
      <div class="save-bar card" classList={{ open: props.form.isChanged() }}>
        <p class="muted small" role="status">
          <Words text={stateText(props)} />
        </p>
        <Show when={props.form.isChanged()}>
          <Button onClick={props.form.undo}>{t("portal.account.undo")}</Button>
        </Show>
        <Button type="submit" look="primary" busy={props.form.saving()}>
          {t("portal.account.save")}
        </Button>
      </div>
    </form>
  );
}

function stateText({ form, updatedAt }: { form: AccountForm; updatedAt: string | null }): string {
  if (form.isChanged()) return t("portal.account.unsaved");
  if (form.saved()) return t("portal.account.saved");
  return updatedAt
    ? t("portal.account.savedAt", { at: moment(updatedAt) })
    : t("portal.account.nothingSaved");
}

const Skeleton = () => (
  <div class="portal single" role="status" aria-label={t("common.label.loading")}>
    <For each={[1, 2, 3]}>
      {() => (
        <div class="card portal-card">
          <span class="skeleton line w-5" />
          <span class="skeleton price-wait" />
          <span class="skeleton price-wait" />
        </div>
      )}
    </For>
  </div>
);
