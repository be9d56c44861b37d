import { BEFORE, CUSTOMER_ID } from "../../../core/examples.ts";
import { FAPIAO, INVOICE_ID } from "../../../core/invoices/examples.ts";

export const EXAMPLES = {
  FapiaoPage: {
    "One that waits": {
      items: [
        {
          ...FAPIAO,
          customerId: CUSTOMER_ID,
          invoiceId: INVOICE_ID,
          invoiceNumber: "INV202512001",
        },
      ],
      ...{ total: 1, page: 1, pageSize: 20, next: null, archivedMonth: null },
    },
  },
  FapiaoResults: {
    "A number, and a refusal": {
      results: [
        { id: FAPIAO.id, result: "issued", number: "24952000000123456789" },
        { id: "in_1", result: "refused", reason: "税号与抬头不符" },
      ],
    },
  },
  FapiaoOutcomes: {
    "One of two": {
      done: 1,
      outcomes: [
        { id: FAPIAO.id, outcome: "done" },
        { id: "in_1", outcome: "not-found" },
      ],
    },
  },
  "postConsoleFapiaoCsv request": {
    "A number": "申请编号,发票号码\nin_9a8b7c6d5e4f30211203f4e5d6c7b8a9,24952000000123456789",
  },
  "getConsoleFapiaoCsv 200": { "Its first line": "\ufeff申请编号,账单编号,客户编号,…" },
};

export const PARAMETERS = {
  getConsoleFapiao: { state: "requested", before: BEFORE.fapiao },
  getConsoleFapiaoCsv: { state: "requested" },
};
