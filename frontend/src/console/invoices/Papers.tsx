import { createSignal, Show } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { language } from "../../shared/i18n/index.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type Invoice, printAddress, readPdf } from "../api/invoices.ts";
import { t } from "../i18n.ts";

/** The document as PDF and as a page to print, in the buyer's language, else in the reader's. */
export function Papers(props: { invoice: Invoice }) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const lang = () => props.invoice.buyer.language ?? language();
  async function open() {
    setBusy(true);
    const { id, number } = props.invoice;
    const answer = await readPdf(id, lang());
    setBusy(false);
    setFailure(answer.ok ? undefined : answer);
    if (answer.ok) saveAs(answer.value, `${number}.pdf`);
  }
  return (
    <>
      <Button busy={busy()} onClick={() => void open()}>
        <Icon name="download" />
        {t("console.invoice.pdf")}
      </Button>
      <a
        class="button plain"
        href={printAddress(props.invoice.id, lang())}
        rel="external noopener"
        target="_blank"
      >
        {t("console.invoice.print")}
      </a>
      <Show when={failure()}>
        {(why) => (
          <p class="act-failure" role="alert">
            <Icon name="alert" />
            {failureText(why())}
          </p>
        )}
      </Show>
    </>
  );
}

function saveAs(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
