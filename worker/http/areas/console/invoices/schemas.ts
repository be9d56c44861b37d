import * as v from "valibot";
import { ORDER_KINDS } from "../../../../domain/catalog/sale.ts";
import { DOCUMENT_KINDS } from "../../../../domain/invoice/number.ts";
import { INVOICE_STATES } from "../../../../domain/invoice/state.ts";
import { TAX_RATE_MAX } from "../../../../domain/invoice/tax.ts";
import {
  AccountInput,
  country,
  email,
  InvoiceSummary,
  line,
  period,
  TaxId,
  taxIds,
} from "../../../core/invoices/schemas.ts";
import {
  count,
  countedPageOf,
  customerId,
  instant,
  money,
  pageQuery,
} from "../../../core/schemas.ts";
import { more, reason } from "../schemas.ts";

/** Invoices as operators issue, find and correct them, and who sells. */

export const IssueInvoice = v.object({ customerId, period, reason });

export const AccountForCustomer = v.object({ ...AccountInput.entries, reason });

export const Issued = v.object({
  items: v.pipe(
    v.array(InvoiceSummary),
    v.description("What was issued now; nothing where all that was paid is invoiced"),
  ),
});

export const ConsoleInvoicesQuery = v.object({
  ...pageQuery("console-invoices"),
  period: v.optional(v.pipe(period, v.description("Only those of this month, `2025-12`"))),
  customer: v.optional(v.pipe(customerId, v.description("Only this customer's"))),
  number: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.toUpperCase(),
      v.regex(/^[A-Z0-9-]{1,30}$/, "how a number begins"),
      v.description("Only those whose number begins so; in the archive, the one that has it whole"),
    ),
  ),
  kind: v.optional(v.pipe(v.picklist(DOCUMENT_KINDS), v.description("Only those of this kind"))),
  state: v.optional(v.pipe(v.picklist(INVOICE_STATES), v.description("Only those in this state"))),
});

/** A file has no pages. */
export const ConsoleInvoicesFileQuery = v.omit(ConsoleInvoicesQuery, ["page", "pageSize"]);

export const ConsoleInvoice = v.object({
  id: v.string(),
  number: v.pipe(v.nullable(v.string()), v.description("Null for a draft")),
  kind: v.picklist(DOCUMENT_KINDS),
  customerId: v.string(),
  period,
  state: v.picklist(INVOICE_STATES),
  revision: count,
  amount: money,
  currency: v.string(),
  createdAt: instant,
  issuedAt: v.nullable(instant),
  paidAt: v.nullable(instant),
  voidedAt: v.nullable(instant),
});

/** Of lists of invoices and of what hangs on them. */
export const archivedMonth = v.pipe(
  v.nullable(period),
  v.description(
    "Where the list ends: what goes with invoices of this month and of those before may be in the archive; each opens by its id and its number. Null while all are here",
  ),
);

export const ConsoleInvoicePage = v.object({
  ...countedPageOf(ConsoleInvoice).entries,
  archivedMonth,
});

const rate = v.pipe(
  count,
  v.minValue(0),
  v.maxValue(TAX_RATE_MAX),
  v.description("Hundredths of a percent, 600 for 6 %"),
);

const taxClass = v.object({
  rate,
  mark: v.optional(line(4, "Marks lines of a reduced rate, such as ※"), ""),
});

const OptionalTaxes = Object.fromEntries(
  ORDER_KINDS.map((kind) => [kind, v.optional(taxClass)]),
) as Record<(typeof ORDER_KINDS)[number], v.OptionalSchema<typeof taxClass, undefined>>;

const taxes = v.pipe(
  v.object({ default: taxClass, ...OptionalTaxes }),
  v.description("By kind of sale; what is not named bears the default"),
);

export const SellerInput = v.object({
  name: v.pipe(line(200, "The seller's full name"), v.minLength(1)),
  address: v.optional(line(500, "In one line"), ""),
  country: v.optional(country, ""),
  email: v.optional(email, ""),
  phone: v.optional(line(50, "With its country code"), ""),
  taxIds: v.optional(taxIds, []),
  pricesIncludeTax: v.optional(
    v.pipe(v.boolean(), v.description("False: the tax comes on top, and is still to be paid")),
    true,
  ),
  taxes,
  note: v.optional(line(1_000, "Printed on every document"), ""),
  sincePeriod: v.pipe(period, v.description("The first month that is invoiced by itself")),
});

export const SellerChange = v.object({
  ...SellerInput.entries,
  version: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.maxLength(64),
      v.description(
        "`version` of what was seen: when somebody changed it since, nothing is written. Left out, what stands is replaced",
      ),
    ),
  ),
});

export const SellerProfile = v.object({
  name: v.string(),
  address: v.string(),
  country: v.string(),
  email: v.string(),
  phone: v.string(),
  taxIds: v.array(TaxId),
  pricesIncludeTax: v.boolean(),
  taxes,
  note: v.string(),
  sincePeriod: period,
});

export const SellerNow = v.object({
  seller: v.pipe(v.nullable(SellerProfile), v.description("Null: nothing is issued until it is")),
  version: v.pipe(v.string(), v.description("Of what it says; `unset` while it is null")),
  updatedAt: v.nullable(instant),
});

export const OfMonth = v.object({ period });

const lastOf = (what: string) =>
  v.pipe(count, v.description(`The last number given in its series of ${what}; 0 for none`));

export const ConsoleInvoiceMonth = v.object({
  period,
  lastInvoice: lastOf("invoices"),
  lastCreditNote: lastOf("credit notes"),
  run: v.pipe(
    v.nullable(
      v.object({
        walks: v.pipe(count, v.description("How often its sales were walked over")),
        failed: v.pipe(
          count,
          v.description("Customers whose documents could not be made in this walk"),
        ),
        dueAt: v.pipe(instant, v.description("When it goes on, or goes again")),
        closed: v.pipe(v.boolean(), v.description("Nothing of it is looked for any more")),
      }),
    ),
    v.description("Null where the cron has not looked yet"),
  ),
});

export const FailingDocument = v.object({
  kind: v.pipe(
    v.picklist(["credit-note", "draft"]),
    v.description("What could not be issued: the credit note of a refund, or a draft"),
  ),
  invoiceId: v.pipe(
    v.string(),
    v.description("The draft, or the document whose sale was refunded"),
  ),
  number: v.pipe(
    v.nullable(v.string()),
    v.description("The document's; null for a draft, and while it is archived"),
  ),
  customerId: v.string(),
  period,
  tries: count,
  nextAt: v.pipe(instant, v.description("When it is tried again by itself")),
  fault: v.pipe(
    v.nullable(v.string()),
    v.description("Why the last try failed; null where the run was cut off"),
  ),
});

export const ConsoleInvoiceMonths = v.object({
  items: v.array(ConsoleInvoiceMonth),
  failing: v.pipe(
    v.array(FailingDocument),
    v.description("What the cron tried to issue and could not, what was tried most first"),
  ),
  moreFailing: more,
});

export const COMPONENTS = {
  ...{ ConsoleInvoiceMonth, ConsoleInvoiceMonths, FailingDocument },
  ...{ IssueInvoice, Issued, ConsoleInvoice, ConsoleInvoicePage },
  ...{
    SellerTaxClass: taxClass,
    SellerTaxes: taxes,
    SellerInput: SellerChange,
    SellerProfile,
    SellerNow,
  },
};

export type ConsoleInvoice = v.InferOutput<typeof ConsoleInvoice>;
export type SellerNow = v.InferOutput<typeof SellerNow>;
