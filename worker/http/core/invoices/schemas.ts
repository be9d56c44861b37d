import * as v from "valibot";
import {
  FAPIAO_NUMBER_SHAPE,
  FAPIAO_STATES,
  FAPIAO_TYPES,
} from "../../../domain/invoice/fapiao.ts";
import { DOCUMENT_KINDS } from "../../../domain/invoice/number.ts";
import { PERIOD_SHAPE } from "../../../domain/invoice/period.ts";
import {
  isCreditCode,
  isTaxId,
  normalTaxId,
  TAX_ID_KINDS,
} from "../../../domain/invoice/tax-id.ts";
import { LANGUAGES } from "../../../domain/language.ts";
import { isTimeZone } from "../../../domain/zone.ts";
import { count, instant, money, pageOf, pageQuery } from "../schemas.ts";

/** Buyers, invoices and fapiao, as customers, host products and operators see them. */

/** One line without control characters or half surrogates, as storage takes it. */
export const line = (lengthMax: number, description: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(lengthMax),
    v.regex(/^[^\p{Cc}\p{Cs}]*$/u, "one line of text"),
    v.description(description),
  );
const optionalLine = (lengthMax: number, description: string) =>
  v.optional(line(lengthMax, description), "");

/** Not all that a mail server takes, and nothing that two headers could be made of. */
const EMAIL_SHAPE = /^$|^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}$/;
export const email = v.pipe(
  line(254, "An address of e-mail, or empty"),
  v.regex(EMAIL_SHAPE, "an address of e-mail"),
);
export const country = v.pipe(
  v.string(),
  v.regex(/^([A-Z]{2})?$/, "two capitals"),
  v.description("ISO 3166-1 alpha-2, or empty"),
);
export const period = v.pipe(
  v.string(),
  v.regex(PERIOD_SHAPE, "a month such as 2025-12"),
  v.description("A month, `2025-12`"),
);

export const TaxId = v.object({
  kind: v.pipe(
    v.picklist(TAX_ID_KINDS),
    v.description("统一社会信用代码, an EU VAT id, or a Japanese registration number"),
  ),
  value: v.string(),
});

export const taxIds = v.pipe(
  v.array(
    v.pipe(
      v.object({
        kind: TaxId.entries.kind,
        value: v.pipe(
          line(40, "Checked by its shape and its check digit; blanks and dashes are dropped"),
          v.transform(normalTaxId),
        ),
      }),
      v.check(isTaxId, "no such number: a digit may be wrong"),
    ),
  ),
  v.maxLength(5),
);

export const FapiaoTitle = v.object({
  type: v.pipe(v.picklist(["company", "person"]), v.description("企业 or 个人")),
  title: v.pipe(v.string(), v.description("抬头")),
  taxNo: v.pipe(v.string(), v.description("税号; of a person empty")),
  address: v.string(),
  phone: v.string(),
  bank: v.string(),
  bankAccount: v.string(),
  email: v.string(),
});

/** As somebody writes it: what is checked stands here, what comes back above. */
export const titleInput = v.pipe(
  v.object({
    type: FapiaoTitle.entries.type,
    title: v.pipe(line(100, "抬头"), v.minLength(1)),
    taxNo: v.optional(
      v.pipe(line(40, "税号, a 统一社会信用代码; of a person empty"), v.transform(normalTaxId)),
      "",
    ),
    address: optionalLine(200, "注册地址"),
    phone: optionalLine(50, "注册电话"),
    bank: optionalLine(100, "开户行"),
    bankAccount: optionalLine(50, "银行账号"),
    email: v.optional(email, ""),
  }),
  v.check(
    ({ type, taxNo }) => (type === "company" ? isCreditCode(taxNo) : taxNo === ""),
    "a company has a 统一社会信用代码 of 18 characters, a person none",
  ),
);

const language = v.pipe(
  v.nullable(v.picklist(LANGUAGES)),
  v.description("Of invoices; null follows the reader"),
);

export const AccountInput = v.object({
  company: optionalLine(200, "The company's full name"),
  contact: optionalLine(200, "Who is to be asked"),
  email: v.optional(email, ""),
  phone: optionalLine(50, "With its country code"),
  address: optionalLine(500, "On invoices, in one line"),
  country: v.optional(country, ""),
  taxIds: v.optional(taxIds, []),
  invoiceTitles: v.optional(v.pipe(v.array(titleInput), v.maxLength(10)), []),
  language: v.optional(language, null),
  timeZone: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone, "an IANA time zone"))),
      v.description("IANA name; null follows the reader"),
    ),
    null,
  ),
});

export const Account = v.object({
  customerId: v.string(),
  company: v.string(),
  contact: v.string(),
  email: v.string(),
  phone: v.string(),
  address: v.string(),
  country: v.string(),
  taxIds: v.array(TaxId),
  invoiceTitles: v.array(FapiaoTitle),
  language,
  timeZone: v.nullable(v.string()),
  createdAt: v.pipe(v.nullable(instant), v.description("When the customer was first seen")),
  updatedAt: v.pipe(v.nullable(instant), v.description("Null while nothing was said")),
});

const Seller = v.object({
  name: v.string(),
  address: v.string(),
  country: v.string(),
  email: v.string(),
  phone: v.string(),
  taxIds: v.array(TaxId),
  note: v.string(),
});

const Buyer = v.object({
  id: v.string(),
  company: v.string(),
  contact: v.string(),
  email: v.string(),
  phone: v.string(),
  address: v.string(),
  country: v.string(),
  taxIds: v.array(TaxId),
  language,
});

const rate = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.description("In percent"));

const InvoiceItem = v.object({
  text: v.string(),
  quantity: count,
  unitAmount: money,
  amount: money,
  taxRate: rate,
  mark: v.pipe(v.string(), v.description("Of a reduced rate; mostly empty")),
  reference: v.pipe(
    v.string(),
    v.description(
      "What was sold: `order:` and its number. `usage:…`: what was used, paid with units that were sold before; its amount is 0",
    ),
  ),
  paidAt: v.pipe(instant, v.description("Of one of Stripe's that is not paid: when it was issued")),
});

const TaxRow = v.object({ rate, mark: v.string(), base: money, tax: money });

const Reference = v.object({
  id: v.string(),
  number: v.string(),
  amount: money,
  issuedAt: instant,
});

const RedLetter = v.object({ number: v.string(), amount: money, writtenAt: instant });

export const FapiaoStatus = v.object({
  id: v.string(),
  status: v.picklist(FAPIAO_STATES),
  type: v.pipe(v.picklist(FAPIAO_TYPES), v.description("专票 or 普票")),
  title: FapiaoTitle,
  email: v.string(),
  amount: money,
  currency: v.string(),
  number: v.pipe(v.nullable(v.string()), v.description("Of the fapiao, once it is issued")),
  reason: v.pipe(v.string(), v.description("Why it was refused")),
  redAmount: v.pipe(money, v.description("Refunded since: so much is to be in red letters")),
  redDue: v.pipe(money, v.description("What of it no red letter says yet")),
  redLetters: v.pipe(v.array(RedLetter), v.description("One for each time that something was due")),
  requestedAt: instant,
  updatedAt: instant,
});

const status = v.pipe(
  v.picklist(["issued", "paid", "void"]),
  v.description("Void: withdrawn, or a revision stands in its place"),
);

const Hosted = v.object({
  url: v.pipe(v.nullable(v.string()), v.description("Stripe's page of it")),
  pdfUrl: v.pipe(
    v.nullable(v.string()),
    v.description("Its PDF; `/pdf` leads there, to an address of today"),
  ),
});

const head = {
  id: v.string(),
  number: v.string(),
  kind: v.picklist(DOCUMENT_KINDS),
  issuer: v.pipe(v.picklist(["us", "stripe"]), v.description("Whose number it has")),
  period,
  status,
  amount: v.pipe(money, v.description("Taxes included")),
  currency: v.string(),
  issuedAt: instant,
  hosted: v.pipe(
    v.nullable(Hosted),
    v.description(
      "Of one that Stripe issued: where it is to be read. Null for ours, which has a PDF and a print view here",
    ),
  ),
  creditNotes: v.pipe(v.array(Reference), v.description("What was refunded of it")),
};

export const InvoiceSummary = v.object(head);

export const Invoice = v.object({
  ...head,
  items: v.array(InvoiceItem),
  taxes: v.pipe(v.array(TaxRow), v.description("One row for each rate, rounded once")),
  pricesIncludeTax: v.boolean(),
  paidAmount: money,
  dueAmount: v.pipe(money, v.description("Still to be paid")),
  seller: Seller,
  buyer: Buyer,
  revision: count,
  revisions: v.pipe(v.array(Reference), v.description("All of them, the first one first")),
  refersTo: v.pipe(
    v.nullable(v.object({ id: v.string(), number: v.string() })),
    v.description("A revision: the first. A credit note: what it corrects"),
  ),
  hash: v.pipe(
    v.string(),
    v.regex(/^([0-9a-f]{64})?$/),
    v.description(
      "SHA-256 of what was issued, as canonical JSON without the number; empty for one of Stripe's",
    ),
  ),
  fapiao: v.pipe(v.nullable(FapiaoStatus), v.description("The one that was asked for last")),
});

export const InvoicePage = pageOf(InvoiceSummary);

export const InvoicesQuery = v.object({
  ...pageQuery("invoices"),
  period: v.optional(v.pipe(period, v.description("Only those of this month, `2025-12`"))),
  status: v.optional(v.pipe(status, v.description("Only those in this state"))),
});

export const FapiaoRequest = v.object({
  type: v.optional(FapiaoStatus.entries.type, "normal"),
  title: titleInput,
  email: v.optional(email, ""),
});

export const fapiaoNumber = v.pipe(
  v.string(),
  v.regex(FAPIAO_NUMBER_SHAPE, "20 digits, or 8"),
  v.description("20 digits of a 数电票, or 8 of an older one"),
);

export const COMPONENTS = {
  ...{ TaxId, FapiaoTitle, AccountInput, Account, Seller, Buyer, InvoiceItem, TaxRow },
  ...{
    RedLetter,
    FapiaoStatus,
    InvoiceReference: Reference,
    InvoiceHosted: Hosted,
    InvoiceSummary,
    Invoice,
    InvoicePage,
  },
  ...{ FapiaoTitleInput: titleInput, FapiaoRequest },
};

export type Account = v.InferOutput<typeof Account>;
export type AccountInput = v.InferOutput<typeof AccountInput>;
export type Invoice = v.InferOutput<typeof Invoice>;
export type InvoiceSummary = v.InferOutput<typeof InvoiceSummary>;
export type InvoicePage = v.InferOutput<typeof InvoicePage>;
export type FapiaoStatus = v.InferOutput<typeof FapiaoStatus>;
export type InvoiceReference = v.InferOutput<typeof Reference>;
