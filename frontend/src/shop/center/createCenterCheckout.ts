import { useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, on } from "solid-js";
import { needsSignIn } from "../../shared/api/answer.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { tellAccountChanged } from "../../shared/primitives/accountChanges.ts";
import { clearToasts, showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { checkoutEvents } from "../analytics/checkoutEvents.ts";
import { continuePath } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import { createCheckout } from "../pay/checkout/createCheckout.ts";

interface CenterSide {
  /** Reads the centre again: its offer, and what the customer has. */
  reload: (fresh?: boolean) => Promise<void>;
  signIn: () => void;
}

/** A checkout on its centre's page: `order` in the address opens that order's dialog, toasts tell what happened. */
export function createCenterCheckout(kind: Kind, { reload, signIn }: CenterSide) {
  const [query, setQuery] = useSearchParams<{ order: string }>();
  const navigate = useNavigate();
  const showOrder = (id: string | undefined) =>
    setQuery({ order: id }, { replace: true, scroll: false });

  const events = checkoutEvents(kind.events);

  const checkout = createCheckout(kind, {
    onFailure: (failure) => {
      if (needsSignIn(failure)) return signIn();
      clearToasts();
      showFailure(failure);
      if (!checkout.state.open) showOrder(undefined);
      void reload(true); // What was chosen may be sold out, off the shelf, dearer or switched off by now.
    },
    onNoCode: (failure) => {
      clearToasts();
      if (needsSignIn(failure)) return signIn();
      void reload(true); // The way to pay may be switched off by now.
    },
    // In the address, so that a reload or a copied link comes back to this order.
    onOpened: (order) => {
      clearToasts();
      showOrder(order.id);
      if (order.status === "completed") events.paid(order); // While this page was away.
    },
    onForeign: (order) => void navigate(continuePath(order), { replace: true }),
    onClosed: () => showOrder(undefined),
    onPlaced: events.placed,
    onCode: (order, url) => {
      clearToasts();
      events.code(order, url);
    },
    onPaid: (order) => {
      clearToasts();
      events.paid(order);
    },
    onTimeout: events.timeout,
    onRefresh: events.refresh,
    onCancelled: (order, certain) => {
      events.cancel(order);
      if (certain) showToast("info", t("pay.toast.cancelled"));
      void reload();
    },
    onKept: () =>
      showToast("info", t("pay.toast.kept"), {
        label: t("pay.toast.keptAction"),
        href: PATHS.records,
      }),
    onCompleted: (order, whileOpen) => {
      showOrder(undefined); // "Back" must not show it again.
      if (!whileOpen) showToast("ok", kind.paidToast(order));
      tellAccountChanged();
      void reload();
    },
  });

  createEffect(
    on(
      () => query.order,
      (orderId) => {
        if (!orderId) return checkout.stage() === "code" ? checkout.close() : undefined;
        if (!checkout.state.open || checkout.state.order?.id !== orderId)
          void checkout.resume(orderId);
      },
    ),
  );
  return checkout;
}
