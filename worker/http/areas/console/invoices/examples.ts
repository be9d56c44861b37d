import { BEFORE, CUSTOMER_ID } from "../../../core/examples.ts";
import { INVOICE_ID } from "../../../core/invoices/examples.ts";

const ROW = {
  id: INVOICE_ID,
  number: "INV202512001",
  kind: "invoice",
  customerId: CUSTOMER_ID,
  period: "2025-12",
  state: "paid",
  revision: 1,
  amount: "109.80",
  currency: "CNY",
  createdAt: "2025-12-31T17:00:00.000Z",
  issuedAt: "2025-12-31T17:00:00.000Z",
  paidAt: "2025-12-31T17:00:00.000Z",
  voidedAt: null,
};

const MONTH = {
  ...{ period: "2025-12", lastInvoice: 41, lastCreditNote: 2 },
  run: { walks: 9, failed: 0, dueAt: "2026-02-02T18:00:00.000Z", closed: true },
};

const SELLER = {
  name: "示例科技有限公司",
  address: "福州市示例路 2 号",
  country: "CN",
  email: "billing@example.com",
  phone: "",
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  pricesIncludeTax: true,
  taxes: { default: { rate: 600, mark: "" } },
  note: "",
  sincePeriod: "2025-12",
};

const SELLER_VERSION = "5f2b8c1d9a3e4f60718293a4b5c6d7e8";

const REASONED = { "As the customer asked": { reason: "the company has moved" } };

const INVOICES_CSV = `\ufeff${Object.keys(ROW).join(",")}\r\n${Object.values(ROW).join(",")}\r\n`;

export const EXAMPLES = {
  "getConsoleInvoicesCsv 200": { "A paid one": INVOICES_CSV },
  "postConsoleInvoicesByIdRevision request": REASONED,
  "postConsoleInvoicesByIdCreditNotes request": REASONED,
  "postConsoleInvoicesByIdPay request": {
    "By bank transfer": { reason: "transfer of 5 December" },
  },
  "postConsoleInvoicesByIdVoid request": { "Issued by mistake": { reason: "issued twice" } },
  "putConsoleCustomersByCustomerAccount request": {
    "A company": { company: "示例科技有限公司", country: "CN", reason: "asked for by telephone" },
  },
  IssueInvoice: { "A month": { customerId: CUSTOMER_ID, period: "2025-12" } },
  Issued: { "All is invoiced already": { items: [] } },
  ConsoleInvoice: { Paid: ROW },
  ConsoleInvoiceMonth: { Closed: MONTH },
  ConsoleInvoiceMonths: {
    "Two months, and a draft that waits for an account": {
      items: [{ ...MONTH, period: "2026-01", run: null }, MONTH],
      failing: [
        {
          ...{ kind: "draft", invoiceId: ROW.id, number: null, customerId: ROW.customerId },
          ...{ period: "2026-01", tries: 3, nextAt: "2026-02-01T04:40:00.000Z" },
          fault: "Error: the account did not answer",
        },
      ],
      moreFailing: false,
    },
  },
  "postConsoleInvoiceMonthsByPeriodRun request": {
    "After a repair": { reason: "an account did not answer last night" },
  },
  ConsoleInvoicePage: {
    "A draft and an invoice": {
      items: [{ ...ROW, number: null, state: "draft", issuedAt: null, paidAt: null }, ROW],
      ...{ total: 2, page: 1, pageSize: 20, next: null, archivedMonth: "2024-08" },
    },
  },
  SellerInput: {
    "Taxes by kind of sale": {
      ...SELLER,
      version: SELLER_VERSION,
      taxes: { default: { rate: 600 }, recharge: { rate: 1_300 } },
    },
  },
  SellerNow: {
    "A company": {
      ...{ seller: SELLER, version: SELLER_VERSION, updatedAt: "2025-11-30T04:00:00.000Z" },
    },
    "Nobody yet": { seller: null, version: "unset", updatedAt: null },
  },
};

const LISTED = {
  ...{ period: "2025-12", number: "INV2025", kind: "invoice", state: "paid" },
  before: BEFORE.consoleInvoices,
};

export const PARAMETERS = { getConsoleInvoices: LISTED, getConsoleInvoicesCsv: LISTED };
