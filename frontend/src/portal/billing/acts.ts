import type { Invoice } from "../api.ts";

/** What of a document decides what can be done with it. */
type Standing = Pick<
  Invoice,
  "issuer" | "kind" | "status" | "currency" | "amount" | "creditNotes" | "fapiao"
>;

/** Fapiao are in yuan. */
const FAPIAO_CURRENCY = "CNY";

/** A document of Stripe's is Stripe's: its number, its PDF, and nothing that we could issue again. */
export const hasPrintView = ({ issuer }: Pick<Standing, "issuer">): boolean => issuer === "us";

/** As the store decides it (worker/store/fapiao.ts); it has the last word. */
export const canRequestFapiao = (invoice: Standing): boolean =>
  isOwnInvoice(invoice) &&
  invoice.status === "paid" &&
  invoice.currency === FAPIAO_CURRENCY &&
  leftCents(invoice) > 0 &&
  (invoice.fapiao === null || invoice.fapiao.status === "refused");

export const canRevise = (invoice: Standing): boolean =>
  isOwnInvoice(invoice) && invoice.status !== "void";

const isOwnInvoice = ({ issuer, kind }: Standing): boolean => issuer === "us" && kind === "invoice";

/** What was not refunded, in hundredths: yuan have two places. */
const leftCents = ({ amount, creditNotes }: Standing): number =>
  creditNotes.reduce((left, note) => left - cents(note.amount), cents(amount));

const cents = (amount: string): number => Math.round(Number(amount) * 100);
