import { createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { t } from "../../shared/i18n/index.ts";
import { showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { type Account, type FapiaoWish, readAccount, requestFapiao, saveAccount } from "../api.ts";
import { createProblems, focusFirstProblem } from "../form/createProblems.ts";
import { serverProblems, type Title, titleProblems } from "../form/problems.ts";
import { NEW_TITLE } from "../form/TitleFields.tsx";

/** A title that is not among those kept. */
export const NEW = "new";

interface Wish {
  type: FapiaoWish["type"];
  /** The place among the kept titles, or a new one. */
  chosen: string;
  title: Title;
  /** Whether a new title is kept for the next time. */
  keep: boolean;
}

/** What is asked for in the dialog: which kind of fapiao, made out to whom. */
export function createFapiaoWish(invoiceId: () => string, onDone: () => Promise<void>) {
  const [account, setAccount] = createSignal<Account>();
  const [wish, setWish] = createStore<Wish>({
    ...{ type: "normal", chosen: NEW, keep: true },
    title: { ...NEW_TITLE },
  });
  const [busy, setBusy] = createSignal(false);
  const problems = createProblems(() => (wish.chosen === NEW ? titleProblems(wish.title) : {}));
  const titles = () => account()?.invoiceTitles ?? [];
  const title = (): Title => titles()[Number(wish.chosen)] ?? wish.title;

  /** Without the account's titles a new one can still be written. */
  async function open() {
    problems.reset();
    const answer = await readAccount();
    if (!answer.ok) return;
    setAccount(answer.value);
    setWish({ chosen: answer.value.invoiceTitles.length > 0 ? "0" : NEW });
    if (wish.title.title === "" && wish.title.email === "")
      setWish("title", {
        title: answer.value.company,
        taxNo: answer.value.taxIds.find(({ kind }) => kind === "cn")?.value ?? "",
        email: answer.value.email,
      });
  }

  async function send(form: HTMLElement) {
    if (busy()) return;
    problems.showAll();
    if (Object.keys(problems.found()).length > 0) return focusFirstProblem(form);
    setBusy(true);
    const made = { ...title() };
    // 专票 are for businesses.
    const type = made.type === "person" ? "normal" : wish.type;
    const answer = await requestFapiao(invoiceId(), { type, title: made, email: made.email });
    if (answer.ok && wish.chosen === NEW && wish.keep) await keepTitle(made);
    setBusy(false);
    if (!answer.ok) {
      showFailure(answer);
      problems.refuse(serverProblems(answer.errors));
      if (answer.code === "FAPIAO_NOT_POSSIBLE") await onDone(); // It is not as the page showed it.
      return;
    }
    showToast("ok", t("portal.fapiao.done"));
    await onDone();
  }

  return { wish, setWish, titles, title, problems, busy, open, send };
}

/** Beside those that the account has by now. The wish stands without it, so that a failure is not told. */
async function keepTitle(title: Title): Promise<void> {
  const answer = await readAccount();
  if (!answer.ok) return;
  const { customerId: _id, createdAt: _created, updatedAt: _updated, ...input } = answer.value;
  await saveAccount({ ...input, invoiceTitles: [...input.invoiceTitles, title] });
}
