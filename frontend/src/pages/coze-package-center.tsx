import { A, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, Match, on, onMount, Show, Switch, untrack } from "solid-js";
import { needsSignIn } from "../api/answer.ts";
import { currentPath, signInAddress } from "../api/auth.ts";
import { BuyBar } from "../components/pay/BuyBar.tsx";
import { CenterSkeleton } from "../components/pay/CenterSkeleton.tsx";
import { Explain } from "../components/pay/Explain.tsx";
import { PackageCards } from "../components/pay/PackageCards.tsx";
import { PayDialog } from "../components/pay/PayDialog.tsx";
import { PayWays } from "../components/pay/PayWays.tsx";
import { COZE_TEXTS } from "../components/pay/texts.ts";
import { UserCard } from "../components/pay/UserCard.tsx";
import { LoadFailure } from "../components/ui/LoadFailure.tsx";
import { Notice } from "../components/ui/Notice.tsx";
import { t } from "../i18n/index.ts";
import { useCenter } from "../primitives/center.tsx";
import { lastShape, rememberShape } from "../primitives/centerShape.ts";
import { cozeCheckout } from "../primitives/cozeCheckout.ts";
import { createCheckout } from "../primitives/createCheckout.ts";
import { showFailure, showToast } from "../primitives/toasts.ts";
import { PATHS } from "../routes.ts";

/** `order` opens that order's dialog; `package` and `payType` bring a guest's choice back from signing in. */
interface Query extends Record<string, string> {
  order: string;
  package: string;
  payType: string;
}

export default function CozePackageCenter() {
  const { center, reload, customer } = useCenter();
  const [query, setQuery] = useSearchParams<Query>();
  const [packageId, setPackageId] = createSignal(untrack(() => query.package));
  const [payType, setPayType] = createSignal(Number(untrack(() => query.payType)) || undefined);
  onMount(() => {
    if (query.package ?? query.payType)
      setQuery({ package: undefined, payType: undefined }, { replace: true, scroll: false });
  });

  const item = () => center.value?.packages.find((p) => p.id === packageId() && !p.soldOut);
  const way = () => center.value?.payWayList.find((w) => w.payType === payType());
  const total = () => {
    const chosen = item();
    return chosen && { amount: chosen.currentPrice, currency: chosen.currency };
  };
  const canBuy = () =>
    center.value
      ? center.value.status && center.value.packages.length > 0
      : center.failure === undefined;
  const missing = () => {
    if (!item()) return t("web-personal-rights.cozePackageCenter.pickPackage");
    return way() ? undefined : t("web-personal-rights.cozePackageCenter.pickPayWay");
  };

  const checkout = createCheckout(cozeCheckout, {
    onFailure: (failure) => {
      if (needsSignIn(failure)) return signIn();
      showFailure(failure);
      if (!checkout.state.open) setQuery({ order: undefined }, { replace: true, scroll: false });
      void reload(); // What was chosen may be sold out, off the shelf or switched off by now.
    },
    // In the address, so that a reload or a copied link comes back to this order.
    onOpened: (order) => setQuery({ order: order.id }, { replace: true, scroll: false }),
    onClosed: () => setQuery({ order: undefined }, { replace: true, scroll: false }),
    onCancelled: () => {
      showToast("info", t("pay.toast.cancelled"));
      void reload();
    },
    onKept: () =>
      showToast("info", t("pay.toast.kept"), {
        label: t("pay.toast.keptAction"),
        href: PATHS.records,
      }),
    onCompleted: (order, whileOpen) => {
      setQuery({ order: undefined }, { replace: true, scroll: false }); // "Back" must not show it again.
      if (!whileOpen) showToast("ok", t("pay.toast.paid", { name: order.name }));
      void reload();
    },
  });

  createEffect(() => center.value && rememberShape(center.value));
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

  function signIn() {
    const back = new URL(currentPath(), location.origin);
    if (packageId()) back.searchParams.set("package", packageId() ?? "");
    if (payType()) back.searchParams.set("payType", String(payType()));
    location.assign(signInAddress(back.pathname + back.search));
  }

  function buy() {
    const chosen = item();
    const by = way();
    if (!chosen || !by) return;
    if (customer() === null) return signIn();
    void checkout.buy({
      itemId: chosen.id,
      payType: by.payType,
      name: chosen.name,
      days: chosen.duration,
    });
  }

  return (
    <>
      <Switch fallback={<CenterSkeleton shape={lastShape()} />}>
        <Match when={center.value?.status === false}>
          <Notice
            icon="lock"
            title={t("web-personal-rights.cozePackageCenter.notOpen")}
            desc={t("web-personal-rights.cozePackageCenter.notOpenDesc")}
          >
            <A class="button plain" href={PATHS.records}>
              {t("common.personalRights.records")}
            </A>
            <A class="button primary" href={PATHS.home}>
              {t("common.action.backHome")}
            </A>
          </Notice>
        </Match>
        <Match when={center.value}>
          {(value) => (
            <div class="center-body">
              <UserCard user={value().user} />
              <Show
                when={value().packages.length > 0}
                fallback={
                  <Notice
                    icon="box"
                    title={t("web-personal-rights.cozePackageCenter.empty")}
                    desc={t("web-personal-rights.cozePackageCenter.emptyDesc")}
                  >
                    <A class="button plain" href={PATHS.home}>
                      {t("common.action.backHome")}
                    </A>
                  </Notice>
                }
              >
                <PackageCards
                  packages={value().packages}
                  chosen={item()?.id}
                  onChoose={setPackageId}
                />
                <Show
                  when={value().payWayList.length > 0}
                  fallback={
                    <p class="card">{t("web-personal-rights.cozePackageCenter.noPayWay")}</p>
                  }
                >
                  <PayWays
                    ways={value().payWayList}
                    chosen={way()?.payType}
                    label={t("web-personal-rights.cozePackageCenter.paymentMethod")}
                    onChoose={setPayType}
                  />
                </Show>
              </Show>
              <Explain
                title={t("web-personal-rights.cozePackageCenter.explain")}
                html={value().explain}
                fallback={t("web-personal-rights.cozePackageCenter.explainDefault")}
              />
            </div>
          )}
        </Match>
        <Match when={center.failure}>
          {(failure) => (
            <LoadFailure failure={failure()} busy={center.loading} onRetry={() => void reload()} />
          )}
        </Match>
      </Switch>
      <Show when={canBuy()}>
        <BuyBar
          total={total()}
          missing={missing()}
          label={t("web-personal-rights.cozePackageCenter.buyNow")}
          busy={checkout.state.busy === "buy" && !checkout.state.open}
          onBuy={buy}
        />
      </Show>
      <PayDialog checkout={checkout} ways={center.value?.payWayList ?? []} texts={COZE_TEXTS} />
    </>
  );
}
