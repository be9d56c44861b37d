import { useSearchParams } from "@solidjs/router";
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { Subscription } from "../../shared/api/types.ts";
import { t } from "../../shared/i18n/index.ts";
import { showToast } from "../../shared/primitives/toasts.ts";

/** What Stripe's pages add to the address when they lead back (worker/actions/stripeBilling.ts). */
interface Query extends Record<string, string> {
  checkout: string;
  card: string;
}

/** Stripe's word usually comes within seconds: so often and so long the page asks by itself, besides its usual refresh. */
const ASK_INTERVAL_MS = 2_000;
const ASKS_MAX = 30;

/** Back from paying by card: waits until the plan is known, and says so while it is not. */
export function createCheckoutReturn(
  subscription: Accessor<Subscription | undefined>,
  reload: () => Promise<unknown>,
) {
  const [query, setQuery] = useSearchParams<Query>();
  const [late, setLate] = createSignal(false);
  const isWaiting = () => query.checkout === "done";
  const leave = () =>
    setQuery({ checkout: undefined, card: undefined }, { replace: true, scroll: false });

  createEffect(() => {
    const known = subscription();
    if (!isWaiting() || !known || known.source !== "stripe") return;
    leave();
    showToast("ok", t("plans.subscription.checkout.done", { name: known.planName }));
  });
  createEffect(
    on(
      () => query.card,
      (card) => {
        if (!card) return;
        leave();
        showToast("info", t("plans.subscription.card.changed"));
        askAgain(() => subscription()?.status === "past_due");
      },
    ),
  );
  createEffect(on(isWaiting, (waiting) => void (waiting && askAgain(isWaiting))));

  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  function askAgain(isOpen: () => boolean, asks = 0) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (!isOpen()) return;
      await reload();
      if (asks < ASKS_MAX) askAgain(isOpen, asks + 1);
      else setLate(true);
    }, ASK_INTERVAL_MS);
  }

  return { state: () => (isWaiting() ? (late() ? "late" : "waiting") : undefined) } as const;
}
