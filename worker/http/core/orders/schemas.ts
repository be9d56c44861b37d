import * as v from "valibot";
import { REVERSED_UNITS } from "../../../domain/catalog/grants.ts";
import { count, instant, money, pageOf, payType } from "../schemas.ts";

/** Orders of every kind, as they are placed and as their owner sees them. */

/** What an order can be for. One descriptor in worker/domain/catalog stands behind each. */
export const OrderFrom = v.pipe(
  v.picklist(["coze", "recharge", "credits", "subscription"]),
  v.description("What the order is for"),
);

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
/** What stands against calling an unpaid order unpaid. */
export const NOT_KNOWN = {
  unconfirmed: v.optional(
    v.pipe(
      v.literal(true),
      v.description(
        "The order is over, and a number of it that can still be paid was not asked about for this answer, or its gateway did not answer. A payment that comes in is honoured",
      ),
    ),
  ),
  confirming: v.optional(
    v.pipe(
      v.literal(true),
      v.description(
        "The customer has done all, and their bank has yet to confirm the payment, in hours or days. It counts when it comes",
      ),
    ),
  ),
};

const PaymentStatus = v.pipe(
  v.picklist(["unpaid", "paid", "refunding", "refunded"]),
  v.description(
    "`unpaid`: no payment has come in. A list cannot know whether one still may; the order itself says so with `unconfirmed` and `confirming`",
  ),
);

const OrderListItem = v.object({
  id: v.string(),
  orderNo: v.string(),
  from: OrderFrom,
  packageConfigId: v.string(),
  packageName: v.string(),
  duration: v.pipe(v.nullable(count), v.description("Days sold, for a package")),
  power: v.pipe(
    v.nullable(count),
    v.description("Power sold, what is given on top included, for a recharge"),
  ),
  credits: v.optional(v.pipe(count, v.description("Credits sold, for a pack"))),
  quantity: count,
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
const TimelineLine = v.object({ at: instant, event: v.string() });

/** How an order's money went back: only while it is refunded, and afterwards. */
const OrderRefund = v.object({
  amount: money,
  why: v.pipe(
    v.picklist(["operator", "sold-out", "not-grantable", "dispute"]),
    v.description(
      "`sold-out`: nothing was left of it; `not-grantable`: a bound of the account stood against it; `dispute`: the payer's bank took it back",
    ),
  ),
  reason: v.pipe(v.string(), v.description("The operator's words to the customer; may be empty")),
  takenBack: v.pipe(
    v.nullable(v.object({ amount: count, unit: v.picklist(REVERSED_UNITS) })),
    v.description("What was taken back of what the order granted; null where nothing was granted"),
  ),
});

export const OrderDetail = v.object({
  ...OrderListItem.entries,
  ...NOT_KNOWN,
  entitlement: v.pipe(
    v.nullable(
      v.object({
        name: v.string(),
        startsAt: v.pipe(
          v.nullable(instant),
          v.description("Null where an order from long ago does not tell"),
        ),
        expiresAt: v.pipe(v.nullable(instant), v.description("Null for a plan without an end")),
      }),
    ),
    v.description(
      "When the days that it sold run, or what was left of them when a higher package displaced them; a plan's time as it was granted; null before it is granted",
    ),
  ),
  refund: v.optional(OrderRefund),
  timeline: v.array(TimelineLine),
});

export const archivedBefore = v.pipe(
  v.nullable(instant),
  v.description(
    "Where the list ends: orders placed before then may be in the archive, which is a file of its own; null while all are here",
  ),
);

export const OrderPage = v.object({ ...pageOf(OrderListItem).entries, archivedBefore });

export const COMPONENTS = {
  OrderFrom,
  CreateOrder,
  OrderCreated,
  OrderStatus,
  PaymentStatus,
  OrderListItem,
  TimelineLine,
  OrderRefund,
  OrderDetail,
  OrderPage,
};

export type OrderFrom = v.InferOutput<typeof OrderFrom>;
export type CreateOrder = v.InferOutput<typeof CreateOrder>;
export type OrderCreated = v.InferOutput<typeof OrderCreated>;
export type OrderStatus = v.InferOutput<typeof OrderStatus>;
export type OrderListItem = v.InferOutput<typeof OrderListItem>;
export type OrderDetail = v.InferOutput<typeof OrderDetail>;
export type OrderPage = v.InferOutput<typeof OrderPage>;
