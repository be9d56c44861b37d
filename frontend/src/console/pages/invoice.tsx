import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { readInvoice } from "../api/invoices.ts";
import { InvoiceView } from "../invoices/InvoiceView.tsx";
import { createRead } from "../parts/createRead.ts";

/** One document as it was issued, and what can be done with it. */
export default function InvoicePage() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readInvoice);
  return (
    <>
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
        {(invoice) => <InvoiceView invoice={invoice()} onChanged={() => void reload()} />}
      </Show>
    </>
  );
}
