import { createEffect, createSignal, on } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { type Failure, needsSignIn } from "../../shared/api/answer.ts";
import { t } from "../../shared/i18n/index.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { type AccountInput, readAccount, saveAccount } from "../api.ts";
import { createProblems, focusFirstProblem } from "../form/createProblems.ts";
import { accountProblems, serverProblems } from "../form/problems.ts";
import { createOwn } from "../own.ts";

const NOTHING: AccountInput = {
  ...{ company: "", contact: "", email: "", phone: "", address: "", country: "" },
  ...{ taxIds: [], invoiceTitles: [], language: null, timeZone: null },
};

export type AccountForm = ReturnType<typeof createAccount>;

/** What the customer says of itself, as it is kept and as it is being written. */
export function createAccount() {
  const { own, isGuest } = createOwn();
  const [account, reload] = createRemote(own, readAccount);
  const [draft, setDraft] = createStore<AccountInput>(JSON.parse(textOf(NOTHING)));
  const [kept, setKept] = createSignal(textOf(NOTHING));
  const [saving, setSaving] = createSignal(false);
  const [saved, setSaved] = createSignal(false);
  const problems = createProblems(() => accountProblems(draft));
  const isChanged = () => textOf(draft) !== kept();

  const take = (text: string) => {
    setKept(text);
    setDraft(reconcile(JSON.parse(text) as AccountInput));
    problems.reset();
  };
  // Whatever is read again, such as after another language was chosen: what is being written stays.
  createEffect(
    on(
      () => account.value && textOf(account.value),
      (text) => text !== undefined && !isChanged() && take(text),
    ),
  );

  const refuse = (failure: Failure, form: HTMLElement) => {
    if (needsSignIn(failure)) return showToast("error", t("portal.account.signInAgain"));
    showFailure(failure);
    if (failure.code !== "INVALID_REQUEST") return;
    problems.refuse(serverProblems(failure.errors));
    focusFirstProblem(form);
  };

  async function save(form: HTMLElement) {
    if (saving()) return;
    problems.showAll();
    if (Object.keys(problems.found()).length > 0) {
      showToast("error", t("portal.account.mend"));
      return focusFirstProblem(form);
    }
    setSaving(true);
    const sent = textOf(draft);
    const answer = await saveAccount(JSON.parse(sent) as AccountInput);
    setSaving(false);
    if (!answer.ok) return refuse(answer, form);
    // What was typed while it was on the way is not yet kept.
    if (textOf(draft) === sent) take(textOf(answer.value));
    else setKept(textOf(answer.value));
    setSaved(true);
    showToast("ok", t("portal.account.saved"));
  }

  return {
    account,
    reload,
    isGuest,
    draft,
    change: setDraft,
    problems,
    isChanged,
    saving,
    /** At least once since the page was opened. */
    saved,
    save,
    undo: () => take(kept()),
  };
}

/** All that is written, in one order, so that what is the same reads the same. */
const KEYS = [
  ...["company", "contact", "email", "phone", "address", "country"],
  ...["taxIds", "kind", "value"],
  ...["invoiceTitles", "type", "title", "taxNo", "bank", "bankAccount"],
  ...["language", "timeZone"],
];

const textOf = (input: AccountInput): string => JSON.stringify(input, KEYS);
