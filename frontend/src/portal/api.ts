import type {
  Account,
  AccountInput,
  FapiaoStatus,
  Invoice,
  InvoicePage,
  InvoiceSummary,
  OrderPage,
  UsageDetail,
  UsageSummary,
} from "../../../worker/app.ts";
import { get, getFile, post, put } from "../shared/api/client.ts";
import type { Credits, PlanChanged, Subscription } from "../shared/api/types.ts";
import { language } from "../shared/i18n/index.ts";

const BASE = "/api/portal";
const SUBSCRIPTION = `${BASE}/subscription`;
/** The latest; all of them are in the records. */
const ORDERS_SHOWN = "5";

export const readSubscription = () => get<Subscription>(SUBSCRIPTION);
export const readCredits = () => get<Credits>("/api/credits/balance");

export const readPlanOrders = () =>
  get<OrderPage>(
    `/api/account/orders?${new URLSearchParams({ kind: "subscription", page: "1", pageSize: ORDERS_SHOWN })}`,
  );

/** `/resume` undoes a cancellation or a planned change; `/card` answers where another card is given. */
export const actOnSubscription = (act: "cancel" | "resume" | "card") =>
  post<PlanChanged>(`${SUBSCRIPTION}/${act}`);

/** Of a month, or of the running period. */
export const readUsage = (month: string | undefined) =>
  get<UsageSummary>(`${BASE}/usage${month ? `?period=${month}` : ""}`);

export const readUsageDetail = (query: string) => get<UsageDetail>(`${BASE}/usage/detail?${query}`);

/** A link carries no headers, so the reader's language stands in its address. */
export function detailFile(query: URLSearchParams): string {
  const address = new URLSearchParams(query);
  address.set("lang", language());
  return `${BASE}/usage/detail.csv?${address}`;
}

export const readAccount = () => get<Account>(`${BASE}/account`);
export const saveAccount = (input: AccountInput) => put<Account>(`${BASE}/account`, input);

const INVOICES = `${BASE}/invoices`;
const invoicePath = (id: string) => `${INVOICES}/${encodeURIComponent(id)}`;

export const readInvoices = (query: string) => get<InvoicePage>(`${INVOICES}?${query}`);
/** By id or by number; credit notes too. */
export const readInvoice = (id: string) => get<Invoice>(invoicePath(id));
/** Issues it anew with what the account says now. */
export const reviseInvoice = (id: string) => post<Invoice>(`${invoicePath(id)}/revision`);
export const requestFapiao = (id: string, wish: FapiaoWish) =>
  post<Invoice>(`${invoicePath(id)}/fapiao`, wish);

/** `lang` where the account has no language of its own for documents. */
export const pdfAddress = (id: string, lang?: string) => documentAddress(id, "pdf", lang);
export const printAddress = (id: string, lang?: string) => documentAddress(id, "print", lang);
const documentAddress = (id: string, form: "pdf" | "print", lang?: string): string =>
  `${invoicePath(id)}/${form}${lang ? `?lang=${lang}` : ""}`;

export const readPdf = (id: string, lang?: string) => getFile(pdfAddress(id, lang));

export interface FapiaoWish {
  type: FapiaoStatus["type"];
  title: AccountInput["invoiceTitles"][number];
  email: string;
}

export type ProductUsage = UsageSummary["products"][number];
export type UsageItem = UsageDetail["items"][number];
export type {
  Account,
  AccountInput,
  FapiaoStatus,
  Invoice,
  InvoicePage,
  InvoiceSummary,
  OrderPage,
  UsageDetail,
  UsageSummary,
};
