import { Show } from "solid-js";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { readSeller } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { SellerFields } from "../seller/SellerFields.tsx";

/** Who sells, as every document says that is issued from then on. */
export default function Seller() {
  const [remote, reload] = createRead(
    () => true,
    () => readSeller(),
  );
  return (
    <>
      <Head title={t("console.seller.title")} lead={t("console.seller.lead")} />
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show
        when={remote.value}
        fallback={
          <Show when={!remote.failure}>
            <div class="console-wait" />
          </Show>
        }
      >
        {(now) => <SellerFields start={now()} />}
      </Show>
    </>
  );
}
