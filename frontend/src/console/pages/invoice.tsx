import { useParams } from "@solidjs/router";
import { readInvoice } from "../api/invoices.ts";
import { InvoiceView } from "../invoices/InvoiceView.tsx";
import { createRead } from "../parts/createRead.ts";
import { Loaded } from "../parts/Loaded.tsx";

/** One document as it was issued, and what can be done with it. */
export default function InvoicePage() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readInvoice);
  return (
    <Loaded remote={remote} onRetry={() => void reload()}>
      {(invoice) => <InvoiceView invoice={invoice()} onChanged={() => void reload()} />}
    </Loaded>
  );
}
