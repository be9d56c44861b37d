import { A, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, Match, Switch } from "solid-js";
import { needsSignIn } from "../../shared/api/answer.ts";
import { useSite } from "../../shared/frame/site.tsx";
import { language, t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { tellAccountChanged } from "../../shared/primitives/accountChanges.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { createOwnTitle } from "../../shared/primitives/pageTitle.ts";
import { clearToasts } from "../../shared/primitives/toasts.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
import { tellIfPaid } from "../analytics/paidOrders.ts";
import { readOrder } from "../api/account.ts";
import type { OrderDetail, PayResult } from "../api/types.ts";
import { createPaymentWatch } from "../pay/createPaymentWatch.ts";
import { isFinished } from "../pay/stage.ts";
import { OrderResult } from "../result/OrderResult.tsx";

/** One order, live: it follows the payment until nothing more can happen. */
export default function CozePackageResult() {
  const [query] = useSearchParams<{ orderId: string }>();
  const site = useSite();
  const [order, reload] = createRemote(
    () => (query.orderId ? { id: query.orderId, language: language() } : undefined),
    (wanted) => readOrder(wanted.id),
  );

  const [heard, setHeard] = createSignal<PayResult>();
  /** The newest word on whether it may be paid: the watch's, and until it speaks the order's own. */
  const known = (shown: OrderDetail) => {
    const last = heard();
    return last?.id === shown.id ? last : shown;
  };
  createEffect(() => order.value && tellIfPaid(order.value));
  createPaymentWatch({
    from: () => order.value?.from ?? "coze",
    orderId: () =>
      order.value && !isFinished(order.value.orderStatus) ? order.value.id : undefined,
    onRefused: () => void reload(), // Says what is so: signed out, or no such order.
    onResult: (result) => {
      setHeard(result);
      if (result.orderStatus === order.value?.orderStatus) return;
      clearToasts(); // "The order is kept" would contradict what comes now.
      void reload();
      tellAccountChanged();
      if (result.orderStatus === "completed") void site.reload();
    },
  });
  createOwnTitle(() => {
    const status = order.value?.orderStatus;
    return status === "refunding" || status === "refunded" ? t("menu.refund") : undefined;
  });
  const missing = () => !query.orderId || order.failure?.status === 404;

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={missing()}>
        <Missing />
      </Match>
      <Match when={order.value}>
        {(value) => (
          <OrderResult
            order={value()}
            unconfirmed={known(value()).unconfirmed === true}
            confirming={known(value()).confirming === true}
          />
        )}
      </Match>
      <Match when={order.failure && needsSignIn(order.failure)}>
        <SignedOut />
      </Match>
      <Match when={order.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={order.loading} onRetry={() => void reload()} />
        )}
      </Match>
    </Switch>
  );
}

const Missing = () => (
  <Notice
    icon="receipt"
    title={t("web-personal-rights.result.missing")}
    desc={t("web-personal-rights.result.missingDesc")}
  >
    <A class="button primary" href={PATHS.records}>
      {t("common.personalRights.records")}
    </A>
  </Notice>
);

const SignedOut = () => (
  <Notice
    icon="user"
    title={t("common.guest.title")}
    desc={t("web-personal-rights.result.signInDesc")}
  >
    <SignInLink />
  </Notice>
);

function Skeleton() {
  return (
    <div class="result" role="status" aria-label={t("common.label.loading")}>
      <section class="card result-head">
        <span class="skeleton result-wait" />
        <span class="skeleton line w-5" />
        <span class="skeleton line thin w-8" />
      </section>
      <section class="card result-side">
        <span class="skeleton line w-6" />
        <span class="skeleton line w-8" />
        <span class="skeleton line w-7" />
      </section>
    </div>
  );
}
