import { html } from "hono/html";
import { type Language, type Markup, page } from "../../pages.ts";
import type { Invoice } from "../core/records.ts";
import { button, head, notice, row } from "./checkout.ts";
import { money, TEXTS } from "./texts.ts";

/** An invoice on the web: what it says, and its payment while it is open. */
export function invoicePage(language: Language, invoice: Invoice, waits: boolean): Markup {
  const texts = TEXTS[language];
  const lines = invoice.lines.data.map(({ description, amount, currency }) =>
    row(description ?? "", money(amount, currency)),
  );
  const facts = html`<p class="amount">${money(invoice.total, invoice.currency)}</p>
<dl>${row(texts.merchant, texts.merchantName)}${lines}${row(texts.status, invoice.status ?? "")}</dl>`;
  const buttons = waits
    ? [button("authenticate", texts.authenticate, true), button("refuse", texts.refuse)]
    : [button("pay", texts.pay, true), button("decline", texts.decline)];
  const form =
    invoice.status === "open"
      ? html`<form method="post" action="/stripe/invoices/${invoice.id}">${buttons}</form>`
      : "";
  const said = waits ? notice("warning", texts.action, texts.actionMore) : "";
  const pdf = html`<a href="/stripe/invoices/${invoice.id}/pdf">PDF</a>`;
  const title = invoice.number ?? invoice.id;
  const body = html`${head(language, title)}${said}${facts}${form}`;
  return page(language, title, html`${body}<footer>${pdf}<br>${texts.footer}</footer>`);
}

/** One page of PDF 1.4 with the number and the amount: enough to be opened and read. */
export function invoicePdf(invoice: Invoice): Uint8Array<ArrayBuffer> {
  const words = [invoice.number ?? invoice.id, money(invoice.total, invoice.currency)];
  const text = words
    .map((word, line) => `1 0 0 1 72 ${720 - 24 * line} Tm (${word.replace(/[()\\]/g, "")}) Tj`)
    .join("\n");
  const stream = `BT /F1 16 Tf\n${text}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join("")}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return new TextEncoder().encode(body + table + trailer);
}
