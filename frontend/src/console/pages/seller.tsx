import { readSeller } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { Loaded } from "../parts/Loaded.tsx";
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
      <Loaded remote={remote} onRetry={() => void reload()}>
        {(now) => <SellerFields start={now()} />}
      </Loaded>
    </>
  );
}
