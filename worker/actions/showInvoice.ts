import { printView } from "../documents/print.ts";
import { type Shown, viewOf } from "../documents/view.ts";
import type { Language } from "../domain/language.ts";
import { invariant, ok, type Result } from "../domain/result.ts";
import type { StoreBindings } from "../store/bindings.ts";
import { type FontMissing, readFonts } from "../store/fonts.ts";
import type { InvoiceRow } from "../store/invoice-rows.ts";
import { frozenContent } from "./invoices.ts";

/** `asked` is what the reader wants now; else the document's own language, or that of the reader's browser. */
export interface ReaderLanguage {
  asked: Language | null;
  otherwise: Language;
}

/** A document as PDF. What it is written with is loaded by the first one that an isolate writes. */
export async function generatePdf(
  env: Pick<StoreBindings, "CONFIG">,
  row: InvoiceRow,
  reader: ReaderLanguage,
): Promise<Result<Uint8Array, FontMissing>> {
  const fonts = await readFonts(env);
  if (!fonts.ok) return fonts;
  const { shown, language } = await shownTo(row, reader);
  // What was loaded is kept, never the loading of it: a request that ends early must not leave others waiting for it.
  writer ??= await import("../documents/pdf.ts");
  return ok(await writer.pdfOf(viewOf(shown, language), fonts.value));
}

let writer: typeof import("../documents/pdf.ts") | undefined;

export async function generatePrint(row: InvoiceRow, reader: ReaderLanguage) {
  const { shown, language } = await shownTo(row, reader);
  return printView(viewOf(shown, language));
}

async function shownTo(row: InvoiceRow, { asked, otherwise }: ReaderLanguage) {
  invariant(row.number !== null, "what is shown was issued");
  const content = await frozenContent(row);
  const shown: Shown = { number: row.number, content, isVoid: row.state === "void" };
  return { shown, language: asked ?? content.buyer.language ?? otherwise };
}
