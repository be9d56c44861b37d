import type { InferOutput } from "valibot";
import type {
  FapiaoItem,
  FapiaoOutcomes as FapiaoOutcomesSchema,
  FapiaoPage as FapiaoPageSchema,
} from "../../../../worker/http/areas/console/fapiao/schemas.ts";
import type {
  ConsoleInvoice,
  ConsoleInvoiceMonths as ConsoleInvoiceMonthsSchema,
  ConsoleInvoicePage as ConsoleInvoicePageSchema,
  Issued as IssuedSchema,
  SellerChange as SellerChangeSchema,
  SellerNow as SellerNowSchema,
} from "../../../../worker/http/areas/console/invoices/schemas.ts";
import type { Invoice } from "../../../../worker/http/core/invoices/schemas.ts";
import type { Answer } from "../../shared/api/answer.ts";
import { get, getFile } from "../../shared/api/client.ts";
import { addressOf, type Query } from "./client.ts";
import { write } from "./write.ts";

/** Invoices, months, the seller and fapiao, as the console's API has them. Each act takes its reason, for the audit. */

export type { ConsoleInvoice, FapiaoItem, Invoice };
export type InvoicePage = InferOutput<typeof ConsoleInvoicePageSchema>;
export type InvoiceMonths = InferOutput<typeof ConsoleInvoiceMonthsSchema>;
export type FailingDocument = InvoiceMonths["failing"][number];
export type InvoiceMonth = InvoiceMonths["items"][number];
export type Issued = InferOutput<typeof IssuedSchema>;
export type SellerNow = InferOutput<typeof SellerNowSchema>;
export type SellerProfile = NonNullable<SellerNow["seller"]>;
/** Who sells, of somebody who saw a version of it. */
export type SellerChange = InferOutput<typeof SellerChangeSchema>;
export type SellerInput = Omit<SellerChange, "version">;
export type FapiaoPage = InferOutput<typeof FapiaoPageSchema>;
export type FapiaoOutcomes = InferOutput<typeof FapiaoOutcomesSchema>;

const one = encodeURIComponent;
const placeOf = (ref: string, part = ""): string => addressOf(`invoices/${one(ref)}${part}`);

export const readInvoices = (query: Query) => get<InvoicePage>(addressOf("invoices", query));
export const readInvoice = (ref: string) => get<Invoice>(placeOf(ref));
export const readMonths = () => get<InvoiceMonths>(addressOf("invoice-months"));
export const readSeller = () => get<SellerNow>(addressOf("seller"));
export const readFapiao = (query: Query) => get<FapiaoPage>(addressOf("fapiao", query));

export const readPdf = (id: string, lang: string): Promise<Answer<Blob>> =>
  getFile(`${placeOf(id, "/pdf")}?lang=${lang}`);
export const printAddress = (id: string, lang: string): string =>
  `${placeOf(id, "/print")}?lang=${lang}`;

export const issueMonth = (body: { customerId: string; period: string; reason: string }) =>
  write<Issued>({ method: "POST", path: addressOf("invoices"), body });

export const runMonth = (period: string, reason: string) =>
  write<InvoiceMonth>({
    ...{ method: "POST", path: addressOf(`invoice-months/${period}/run`), body: { reason } },
  });

export type InvoiceAct = "credit-notes" | "pay" | "void" | "revision";

export const actOnInvoice = (act: InvoiceAct, id: string, reason: string) =>
  write<{ id: string }>({ method: "POST", path: placeOf(id, `/${act}`), body: { reason } });

/** Who sells, said anew as a whole. */
export const keepSeller = (body: SellerChange) =>
  write<SellerNow>({ method: "PUT", path: addressOf("seller"), body });

export const refuseFapiao = (id: string, reason: string) =>
  write<FapiaoOutcomes>({
    ...{ method: "POST", path: addressOf("fapiao/results") },
    body: { results: [{ id, result: "refused", reason }], reason },
  });

export const sendFapiaoFile = (file: Blob) =>
  write<FapiaoOutcomes>({ method: "POST", path: addressOf("fapiao.csv"), file });
