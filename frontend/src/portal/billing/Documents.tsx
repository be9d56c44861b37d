import { createSignal, Show } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { language, t } from "../../shared/i18n/index.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { type Invoice, pdfAddress, printAddress, readPdf } from "../api.ts";
import { hasPrintView } from "./acts.ts";

/** The document as PDF and as a page to print. Where the PDF cannot be made, it says so: the print view needs no font of ours. */
export function Documents(props: { invoice: Invoice }) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const lang = () => (props.invoice.buyer.language === null ? language() : undefined);

  async function download() {
    if (busy()) return;
    setBusy(true);
    const { id, number } = props.invoice;
    const answer = await readPdf(id, lang());
    setBusy(false);
    setFailure(answer.ok ? undefined : answer);
    if (answer.ok) saveAs(answer.value, `${number}.pdf`);
  }

  return (
    <section class="card portal-card">
      <h2>{t("portal.billing.documents")}</h2>
      <Show when={hasPrintView(props.invoice)} fallback={<AtStripe invoice={props.invoice} />}>
        <div class="portal-actions">
          <Button look="primary" busy={busy()} onClick={() => void download()}>
            <Icon name="download" />
            {t("portal.billing.pdf")}
          </Button>
          <a
            class="button plain"
            href={printAddress(props.invoice.id, lang())}
            rel="external noopener"
            target="_blank"
          >
            {t("portal.billing.print")}
          </a>
        </div>
      </Show>
      <Show when={failure()}>
        {(failed) => (
          <p class="product-advice small" role="alert">
            <Icon name="alert" class="advice-icon" />
            <span>
              <Words text={failureText(failed())} />{" "}
              <a
                href={printAddress(props.invoice.id, lang())}
                rel="external noopener"
                target="_blank"
              >
                {t("portal.billing.print")}
              </a>
            </span>
          </p>
        )}
      </Show>
    </section>
  );
}

/** What Stripe issued is read there: our addresses lead to those that Stripe gave last. */
const AtStripe = (props: { invoice: Invoice }) => (
  <div class="portal-actions">
    <Show when={props.invoice.hosted?.pdfUrl}>
      <a
        class="button primary"
        href={pdfAddress(props.invoice.id)}
        rel="external noopener"
        target="_blank"
      >
        {t("portal.billing.pdfOfStripe")}
      </a>
    </Show>
    <Show when={props.invoice.hosted?.url}>
      <a
        class="button plain"
        href={printAddress(props.invoice.id)}
        rel="external noopener"
        target="_blank"
      >
        {t("portal.billing.atStripe")}
      </a>
    </Show>
  </div>
);

/** A link that was pressed: the only way in which a page may save what it holds. */
function saveAs(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
