import type { Invoice, InvoiceAct } from "../api/invoices.ts";

/** What can be done with a document, as the server's table of states has it (worker/domain/invoice/state.ts). */
export function actsOn({ kind, status, creditNotes }: Invoice): InvoiceAct[] {
  if (kind !== "invoice" || status === "void") return [];
  const open: InvoiceAct[] = creditNotes.length === 0 ? ["pay", "void"] : ["pay"];
  return ["credit-notes", "revision", ...(status === "issued" ? open : [])];
}
