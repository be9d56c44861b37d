import { BEFORE, CUSTOMER_ID, ORDER_NO } from "../examples.ts";

export const INVOICE_ID = "in_4f0c7a2e9b1d4c6f8a3e5d7b9c1f2a4e";

const TITLE = {
  type: "company",
  title: "示例科技有限公司",
  taxNo: "91350100M000100Y43",
  address: "福州市示例路 1 号",
  phone: "0591-00000000",
  bank: "示例银行福州支行",
  bankAccount: "6222000000000000000",
  email: "finance@example.com",
};

const PARTY = {
  contact: "Lin",
  email: "finance@example.com",
  phone: "+86 591 0000 0000",
  address: "1 Example Road, Fuzhou",
  country: "CN",
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
};

const INPUT = {
  company: "Example Technology Ltd.",
  ...PARTY,
  invoiceTitles: [TITLE],
  language: "en",
  timeZone: "Asia/Shanghai",
};

const NOTE = {
  id: "in_0b1c2d3e4f5061728394a5b6c7d8e9f0",
  number: "CN202601001",
  amount: "39.90",
  issuedAt: "2026-01-07T03:00:00.000Z",
};

const SUMMARY = {
  id: INVOICE_ID,
  number: "INV202512001",
  kind: "invoice",
  issuer: "us",
  period: "2025-12",
  status: "paid",
  amount: "109.80",
  currency: "CNY",
  issuedAt: "2025-12-31T17:00:00.000Z",
  hosted: null,
  creditNotes: [],
};

const OF_STRIPE = {
  ...SUMMARY,
  ...{ id: "in_1SZ0aXLkdIwHu7ix", number: "8F2C1A7E-0001", issuer: "stripe" },
  ...{ amount: "9.99", currency: "USD", issuedAt: "2025-12-05T04:00:00.000Z" },
  hosted: {
    url: "https://invoice.stripe.com/i/acct_1/live_1",
    pdfUrl: "https://pay.stripe.com/invoice/acct_1/live_1/pdf",
  },
};

export const FAPIAO = {
  id: "in_9a8b7c6d5e4f30211203f4e5d6c7b8a9",
  status: "requested",
  type: "normal",
  title: TITLE,
  email: "finance@example.com",
  amount: "109.80",
  currency: "CNY",
  number: null,
  reason: "",
  redAmount: "0.00",
  redDue: "0.00",
  redLetters: [],
  requestedAt: "2026-01-03T08:00:00.000Z",
  updatedAt: "2026-01-03T08:00:00.000Z",
};

const INVOICE = {
  ...SUMMARY,
  items: [
    {
      text: "Pro",
      quantity: 1,
      unitAmount: "39.90",
      amount: "39.90",
      taxRate: "6",
      mark: "",
      reference: `order:${ORDER_NO}`,
      paidAt: "2025-12-05T04:00:00.000Z",
    },
    {
      text: "Pro, monthly",
      quantity: 1,
      unitAmount: "69.90",
      amount: "69.90",
      taxRate: "6",
      mark: "",
      reference: "order:EC202512058Q3MZK7W5V",
      paidAt: "2025-12-05T05:00:00.000Z",
    },
  ],
  taxes: [{ rate: "6", mark: "", base: "103.58", tax: "6.22" }],
  pricesIncludeTax: true,
  paidAmount: "109.80",
  dueAmount: "0.00",
  seller: {
    name: "Demo Seller Ltd.",
    address: "2 Example Road, Fuzhou",
    country: "CN",
    email: "billing@example.com",
    phone: "",
    taxIds: [],
    note: "",
  },
  buyer: { id: CUSTOMER_ID, company: "Example Technology Ltd.", ...PARTY, language: "en" },
  revision: 1,
  revisions: [
    {
      id: INVOICE_ID,
      number: "INV202512001",
      amount: "109.80",
      issuedAt: "2025-12-31T17:00:00.000Z",
    },
  ],
  refersTo: null,
  hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  fapiao: null,
};

const PDF = { "The file's first bytes": "%PDF-1.7 …" };
const PAGE = { "A page": "<!doctype html><html lang=…" };

export const EXAMPLES = {
  AccountInput: { "A company": INPUT, Nothing: {} },
  Account: {
    "A company": {
      customerId: CUSTOMER_ID,
      ...INPUT,
      createdAt: "2025-11-20T09:30:21.000Z",
      updatedAt: "2025-12-01T02:00:00.000Z",
    },
  },
  InvoicePage: {
    "With a refund, and one of Stripe's": {
      items: [{ ...SUMMARY, creditNotes: [NOTE] }, OF_STRIPE],
      ...{ total: 2, page: 1, pageSize: 20, next: null },
    },
  },
  Invoice: {
    Paid: INVOICE,
    "Refunded in part, with a fapiao asked for": {
      ...INVOICE,
      creditNotes: [NOTE],
      fapiao: { ...FAPIAO, amount: "69.90" },
    },
  },
  FapiaoRequest: {
    "For a company": { type: "normal", title: TITLE },
    "For a person": { title: { type: "person", title: "林" }, email: "lin@example.com" },
  },
  "getPortalInvoicesByIdPdf 200": PDF,
  "getPortalInvoicesByIdPdf 200 in a frame": {
    "A document of Stripe's": { url: "https://pay.stripe.com/invoice/acct_1/live_1/pdf" },
  },
  "getPortalInvoicesByIdPrint 200 in a frame": {
    "A document of Stripe's": { url: "https://invoice.stripe.com/i/acct_1/live_1" },
  },
  "getConsoleInvoicesByIdPdf 200": PDF,
  "getPortalInvoicesByIdPrint 200": PAGE,
  "getConsoleInvoicesByIdPrint 200": PAGE,
};

const LISTED = { before: BEFORE.invoices };

export const PARAMETERS = {
  ...{ getPortalInvoices: LISTED, getCustomersByCustomerInvoices: LISTED },
  ...Object.fromEntries(
    ["", "Pdf", "Print", "Revision", "Fapiao", "CreditNotes", "Pay", "Void"].flatMap((act) =>
      ["getPortal", "getConsole", "postPortal", "postConsole"].map((area) => [
        `${area}InvoicesById${act}`,
        { id: "INV202512001" },
      ]),
    ),
  ),
};
