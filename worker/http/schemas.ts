import * as v from "valibot";
import { ORDER_KINDS } from "../domain/catalog/sale.ts";
import { TRANSACTION_KINDS } from "../domain/ledger/types.ts";
import { FAILURES, type FailureCode } from "./errors.ts";

/**
 * The shapes that cross HTTP. Requests are validated by them, the OpenAPI document is generated from them, and the page
 * takes its types from them (through worker/app.ts). Money is a decimal string of the major unit with `currency` beside
 * it; times are ISO 8601 UTC.
 */

const money = v.pipe(
  v.string(),
  v.regex(/^-?\d+(\.\d+)?$/),
  v.description("Decimal string of the major unit"),
);
const instant = v.pipe(v.string(), v.isoTimestamp());
const payType = v.pipe(v.number(), v.integer(), v.description("1 WeChat Pay, 2 Alipay, 3 Stripe"));

/** What an order can be for. One descriptor in worker/domain/catalog stands behind each. */
export const OrderFrom = v.pipe(
  v.picklist(["coze", "recharge", "credits", "subscription"]),
  v.description("What the order is for"),
);

export const PayWay = v.object({
  payType,
  name: v.pipe(v.string(), v.description("In the request's language")),
  logo: v.pipe(v.string(), v.description("Path of an image on the page's own origin")),
});

export const CozePackage = v.object({
  id: v.string(),
  name: v.string(),
  label: v.pipe(v.string(), v.description("Short badge; may be empty")),
  description: v.string(),
  content: v.pipe(v.array(v.string()), v.description("What the package includes, a line each")),
  duration: v.pipe(v.number(), v.integer(), v.description("Days of access")),
  originalPrice: v.nullable(money),
  currentPrice: money,
  currency: v.string(),
  soldOut: v.boolean(),
});

export const CozeEntitlement = v.object({
  name: v.string(),
  expiresAt: instant,
  remainingDays: v.pipe(
    v.number(),
    v.integer(),
    v.description("Days left, a begun day counts whole"),
  ),
});

export const CozeUser = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.pipe(v.string(), v.description("Image address, or empty")),
  cozePackage: v.pipe(v.nullable(CozeEntitlement), v.description("Null when none is running")),
});

export const CozeCenter = v.object({
  status: v.pipe(v.boolean(), v.description("false: closed, show the lock screen")),
  packages: v.array(CozePackage),
  payWayList: v.array(PayWay),
  explain: v.pipe(v.string(), v.description("Sanitised HTML; empty when the operator set none")),
  user: v.optional(CozeUser),
});

export const CenterQuery = v.object({
  fresh: v.optional(
    v.pipe(
      v.picklist(["1"]),
      v.description("After a refusal: the offer as it is now, past the cache"),
    ),
  ),
});

export const CreateOrder = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  payType,
  expectedAmount: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,13}(\.\d+)?$/),
      v.description("The price that was shown; another one now is refused with PRICE_CHANGED"),
    ),
  ),
});

export const OrderCreated = v.object({
  orderId: v.string(),
  orderNo: v.string(),
  orderAmount: money,
  currency: v.string(),
});

export const OrderStatus = v.picklist([
  "pending",
  "paid",
  "completed",
  "expired",
  "cancelled",
  "refunding",
  "refunded",
]);
export const PaymentStatus = v.picklist(["unpaid", "paid", "refunding", "refunded"]);

export const OrderListItem = v.object({
  id: v.string(),
  orderNo: v.string(),
  from: OrderFrom,
  packageConfigId: v.string(),
  packageName: v.string(),
  duration: v.pipe(
    v.nullable(v.pipe(v.number(), v.integer())),
    v.description("Days sold, for a package"),
  ),
  power: v.pipe(
    v.nullable(v.pipe(v.number(), v.integer())),
    v.description("Power sold, what is given on top included, for a recharge"),
  ),
  quantity: v.pipe(v.number(), v.integer()),
  totalAmount: money,
  currency: v.string(),
  payType,
  orderStatus: OrderStatus,
  paymentStatus: PaymentStatus,
  createdAt: instant,
  paidAt: v.nullable(instant),
  expiredAt: v.pipe(instant, v.description("End of the time to pay")),
});

/** One line of an order's story, in the short form that its owner sees. */
export const TimelineLine = v.object({ at: instant, event: v.string() });

export const OrderDetail = v.object({
  ...OrderListItem.entries,
  /** Set once the grant is applied. */
  entitlement: v.nullable(v.object({ name: v.string(), expiresAt: instant })),
  timeline: v.array(TimelineLine),
});

export const pageOf = <T extends v.GenericSchema>(item: T) =>
  v.object({
    items: v.array(item),
    total: v.pipe(v.number(), v.integer()),
    page: v.pipe(v.number(), v.integer()),
    pageSize: v.pipe(v.number(), v.integer()),
  });

export const OrderPage = pageOf(OrderListItem);

/** Most rows of one page. */
export const PAGE_SIZE_MAX = 100;

const wholeNumber = (fallback: string, most: number, description: string) =>
  v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/, "a whole number")), fallback),
    v.description(description),
    v.transform(Number),
    v.minValue(1),
    v.maxValue(most),
  );

export const PageQuery = v.object({
  page: wholeNumber("1", 1_000_000, "Which page, from 1"),
  pageSize: wholeNumber("20", PAGE_SIZE_MAX, `Rows of one page, at most ${PAGE_SIZE_MAX}`),
});

export const RechargeRule = v.object({
  id: v.string(),
  power: v.pipe(v.number(), v.integer()),
  givePower: v.pipe(v.number(), v.integer(), v.description("Given on top")),
  sellPrice: money,
  currency: v.string(),
  label: v.string(),
});

/** Seed 003, `RechargeCenterInfo`. */
export const RechargeCenter = v.object({
  payWayList: v.array(PayWay),
  rechargeExplain: v.pipe(
    v.string(),
    v.description("Sanitised HTML; empty when the operator set none"),
  ),
  rechargeRule: v.array(RechargeRule),
  rechargeStatus: v.pipe(v.boolean(), v.description("false: closed, show the lock screen")),
  cozePackageStatus: v.pipe(
    v.boolean(),
    v.description("false: the other centre is closed, so a menu need not ask"),
  ),
  user: v.optional(
    v.object({
      id: v.string(),
      username: v.string(),
      avatar: v.string(),
      power: v.pipe(v.number(), v.integer(), v.description("Power that can be spent")),
    }),
  ),
});

const instantMs = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.description(description),
      v.transform(Date.parse),
      v.check((ms: number) => Number.isFinite(ms), "an ISO 8601 time"),
    ),
  );

/** A stretch of a customer's records: `from` is included, `to` is not. */
const stretchOf = <K extends readonly string[]>(kinds: K) =>
  v.object({
    ...PageQuery.entries,
    kind: v.optional(v.pipe(v.picklist(kinds), v.description("Only those of this kind"))),
    from: instantMs("ISO 8601: from then on"),
    to: instantMs("ISO 8601: before then"),
  });

export const OrdersQuery = stretchOf(ORDER_KINDS);
export const LedgerQuery = stretchOf(TRANSACTION_KINDS);

export const LedgerEntry = v.object({
  id: v.pipe(v.string(), v.description("Counts the account's transactions")),
  kind: v.string(),
  asset: v.pipe(v.nullable(v.string()), v.description("Null for an entitlement")),
  amount: v.pipe(
    v.number(),
    v.integer(),
    v.description("Change of what can be spent; days for an entitlement"),
  ),
  reference: v.pipe(v.string(), v.description("What it was for, such as the order's number")),
  name: v.string(),
  at: instant,
});
export const LedgerPage = pageOf(LedgerEntry);

const asset = v.picklist(["power", "credits"]);
/** Most units one call moves. */
const AMOUNT_MAX = 1_000_000_000_000;
const amountFrom = (least: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least),
    v.maxValue(AMOUNT_MAX),
    v.description("Units"),
  );
const reference = v.optional(
  v.pipe(v.string(), v.maxLength(200), v.description("What it is about, in the host's words")),
  "",
);

export const Deduct = v.object({ asset, amount: amountFrom(1), reference });
export const Hold = v.object({
  asset,
  amount: amountFrom(1),
  ttlSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(7 * 86_400),
    v.description("After how long the hold ends by itself"),
  ),
  reference,
});
const holdId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(300),
  v.description("As the hold was answered"),
);
export const Settle = v.object({
  hold: holdId,
  amount: v.pipe(
    amountFrom(0),
    v.description(
      "Units used in the end; more than was held takes the rest from what is available",
    ),
  ),
});
export const Release = v.object({ hold: holdId });

const balance = v.object({ available: v.number(), held: v.number() });
export const HostBalance = v.object({
  customerId: v.string(),
  power: balance,
  credits: balance,
  entitlements: v.object({ cozePackage: v.nullable(CozeEntitlement) }),
});

/** The balance after a call of the host, with what the call did. */
export const HostAnswer = v.object({
  asset,
  available: v.number(),
  held: v.number(),
  amount: v.optional(v.number()),
  hold: v.optional(v.string()),
  deadline: v.optional(instant),
  givenBack: v.optional(v.pipe(v.number(), v.description("Held units that can be spent again"))),
  expired: v.optional(
    v.pipe(v.number(), v.description("Held units that ended meanwhile, so that nobody has them")),
  ),
});

export const Prepay = v.object({
  from: OrderFrom,
  orderId: v.pipe(v.string(), v.maxLength(64), v.description("As the order was answered")),
  payType,
});

export const Prepaid = v.object({
  payType,
  qrCode: v.object({ code_url: v.string() }),
  expiresAt: v.pipe(
    instant,
    v.description("When the shown code should be refreshed, 120 s after it was issued"),
  ),
  attempt: v.pipe(
    v.number(),
    v.integer(),
    v.description("1 for the first code of the order, then counting"),
  ),
  cashierUrl: v.optional(
    v.pipe(
      v.string(),
      v.description("Only where the gateways are a sandbox on this machine: pays without a phone"),
    ),
  ),
});

export const OrderReference = v.object({
  from: OrderFrom,
  orderId: v.pipe(v.string(), v.maxLength(64), v.description("As the order was answered")),
});

/** Also the message that /api/pay/watch sends: the state at once, then each change. */
export const PayResult = v.object({
  id: v.string(),
  orderNo: v.string(),
  payStatus: v.pipe(v.picklist([0, 1]), v.description("0 unpaid, 1 paid")),
  orderStatus: OrderStatus,
});

export const Me = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.string(),
  email: v.string(),
  operator: v.boolean(),
});

const failureCodes = Object.keys(FAILURES) as FailureCode[];

/** RFC 9457. */
export const Problem = v.object({
  type: v.string(),
  title: v.pipe(v.string(), v.description("In the request's language")),
  status: v.pipe(v.number(), v.integer()),
  code: v.pipe(
    v.picklist(failureCodes),
    v.description(
      failureCodes
        .map((code) => `\`${code}\` (${FAILURES[code].status}): ${FAILURES[code].text.en}`)
        .join("\n\n"),
    ),
  ),
  available: v.optional(
    v.pipe(v.number(), v.description("With INSUFFICIENT_BALANCE: what is there")),
  ),
  left: v.optional(
    v.pipe(v.number(), v.description("With CLAW_BACK_NOT_COVERED: units that are left")),
  ),
  granted: v.optional(v.pipe(v.number(), v.description("…of these that were granted"))),
  unit: v.optional(v.pipe(v.string(), v.description("…power or days"))),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});

export type HostBalance = v.InferOutput<typeof HostBalance>;
export type HostAnswer = v.InferOutput<typeof HostAnswer>;
export type RechargeRule = v.InferOutput<typeof RechargeRule>;
export type RechargeCenter = v.InferOutput<typeof RechargeCenter>;
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
export type LedgerPage = v.InferOutput<typeof LedgerPage>;
export type PayWay = v.InferOutput<typeof PayWay>;
export type CozePackage = v.InferOutput<typeof CozePackage>;
export type CozeCenter = v.InferOutput<typeof CozeCenter>;
export type CozeEntitlement = v.InferOutput<typeof CozeEntitlement>;
export type CreateOrder = v.InferOutput<typeof CreateOrder>;
export type OrderCreated = v.InferOutput<typeof OrderCreated>;
export type OrderStatus = v.InferOutput<typeof OrderStatus>;
export type PaymentStatus = v.InferOutput<typeof PaymentStatus>;
export type OrderListItem = v.InferOutput<typeof OrderListItem>;
export type OrderDetail = v.InferOutput<typeof OrderDetail>;
export type OrderPage = v.InferOutput<typeof OrderPage>;
export type Prepaid = v.InferOutput<typeof Prepaid>;
export type OrderFrom = v.InferOutput<typeof OrderFrom>;
export type PayResult = v.InferOutput<typeof PayResult>;
export type Me = v.InferOutput<typeof Me>;
export type Problem = v.InferOutput<typeof Problem>;
