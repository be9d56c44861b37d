import { A } from "@solidjs/router";
import { For, Match, Show, Switch } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Notice } from "../../shared/ui/Notice.tsx";
import { createBilling } from "../billing/createBilling.ts";
import { List } from "../billing/List.tsx";
import { View } from "../billing/View.tsx";
import { Gate } from "../Gate.tsx";

/** The customer's invoices, and each of them as it was issued. */
export default function BillingPage() {
  const own = createBilling();
  const gate = {
    get isGuest() {
      return own.isGuest();
    },
    get signInDesc() {
      return t("portal.billing.signInDesc");
    },
    onRetry: () => void own.reload(),
  };
  return (
    <Show
      when={own.filter().invoice}
      keyed
      fallback={
        <Gate {...gate} remote={own.page} skeleton={<Skeleton />}>
          {(page) => <List own={own} page={page()} />}
        </Gate>
      }
    >
      <Switch
        fallback={
          <Gate {...gate} remote={own.invoice} skeleton={<Skeleton />}>
            {(invoice) => <View own={own} invoice={invoice()} />}
          </Gate>
        }
      >
        <Match when={own.invoice.failure?.code === "INVOICE_NOT_FOUND"}>
          <Notice
            icon="file"
            title={t("portal.billing.notFound")}
            desc={t("portal.billing.notFoundDesc")}
          >
            <A class="button primary" href={own.listAddress()}>
              {t("portal.billing.all")}
            </A>
          </Notice>
        </Match>
      </Switch>
    </Show>
  );
}

const Skeleton = () => (
  <div class="portal single" role="status" aria-label={t("common.label.loading")}>
    <div class="card portal-card">
      <For each={[1, 2, 3]}>{() => <span class="skeleton price-wait" />}</For>
    </div>
  </div>
);
