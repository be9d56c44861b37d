import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { Currency } from "../../domain/money.ts";
import { isOrderNo } from "../../domain/order/number.ts";
import { REVERSAL_SCOPES } from "../../domain/order/refund.ts";
import type { Standing } from "../../objects/account/object.ts";
import type { OutsideRefusal } from "../../objects/order/refunds.ts";
import type { RefundRefusal } from "../../objects/order/reversal.ts";
import type { RefundStatus } from "../../objects/order/view.ts";
import { listRefunds, REFUND_LISTS } from "../../store/refunds.ts";
import type { AppEnv } from "../app-env.ts";
import { operator } from "../auth/middleware.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../describe.ts";
import { accountObject, withOrder } from "../orders.ts";
import { presentRefund, presentRefundRequest } from "../present-refund.ts";
import { refuse } from "../problem.ts";
import { PageQuery, pageOf } from "../schemas.ts";
import { AccountStanding, Refund, RefundProgress } from "../schemas-refund.ts";

const AskRefund = v.object({
  clawBack: v.pipe(
    v.picklist(REVERSAL_SCOPES),
    v.description(
      "What is taken back of what the order granted: all of it or refuse, or what is left of it. The money goes back in full",
    ),
  ),
  reason: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(80),
      v.description("Up to 80 characters that the gateway shows to the customer"),
    ),
    "",
  ),
});

const SeenOutside = v.object({
  note: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(200),
    v.description(
      "What you saw at the gateway, in up to 200 characters. Kept on the order's timeline",
    ),
  ),
});

const Retried = v.object({
  ...RefundProgress.entries,
  retried: v.pipe(v.array(v.string()), v.description("Numbers of the refunds that were taken up")),
});

const RefundsQuery = v.object({
  ...PageQuery.entries,
  state: v.pipe(
    v.optional(v.picklist(Object.keys(REFUND_LISTS) as (keyof typeof REFUND_LISTS)[])),
    v.description("Only these: not confirmed yet, failed for good, or done"),
  ),
});
const RefundItem = v.object({
  ...Refund.entries,
  orderNo: v.string(),
  customerId: v.string(),
  updatedAt: v.string(),
});
const RefundPage = pageOf(RefundItem);

/** A `sub` as sign-in takes it. */
const OfCustomer = v.object({ customer: v.pipe(v.string(), v.regex(/^[^\p{Cc}]{1,255}$/u)) });
const Allowance = v.object({ allow: v.boolean() });
const UNDER_WAY =
  "Not over: ask again, or look at the order. With `needsPerson` it does not go on by itself";

/** Giving money back, at an operator's wish. */
export const refundRoutes = new Hono<AppEnv>()
  .post(
    "/orders/:id/refund",
    describe({
      tag: "Console",
      summary: "Refunds a completed order in full. Asked again, it answers how far it is",
      answers: {
        200: { description: "The money is back", schema: RefundProgress },
        202: { description: UNDER_WAY, schema: RefundProgress },
      },
      refusals: [
        ...FOR_WRITES,
        "FORBIDDEN",
        "ORDER_NOT_FOUND",
        "NOTHING_PAID",
        "ORDER_NOT_FULFILLED",
        "CLAW_BACK_NOT_COVERED",
      ],
    }),
    operator,
    valid("json", AskRefund),
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const request = { ...c.req.valid("json"), by: c.get("customer").id };
      const asked = await withOrder<RefundStatus, RefundRefusal>(c.env, orderNo, async (object) => {
        const answer = await object.refund(request);
        return answer.ok || answer.error.reason !== "not-found"
          ? answer
          : { ok: false, error: "not-found" };
      });
      if (!asked.ok)
        return asked.error === "not-found" ? refuse(c, "ORDER_NOT_FOUND") : refused(c, asked.error);
      const body = present(orderNo, asked.value);
      return c.json(body, isOver(asked.value) ? 200 : 202, NO_STORE);
    },
  )
  .post(
    "/orders/:id/refund/retry",
    describe({
      tag: "Console",
      summary: "Takes up again the refunds of an order that failed for good",
      answers: {
        200: { description: "Nothing is left to be refunded", schema: Retried },
        202: { description: UNDER_WAY, schema: Retried },
      },
      refusals: [...FOR_CALLERS, "ORIGIN_REFUSED", "FORBIDDEN", "ORDER_NOT_FOUND"],
    }),
    operator,
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const by = c.get("customer").id;
      const taken = await withOrder(c.env, orderNo, (object) => object.retryRefunds(by));
      if (!taken.ok) return refuse(c, "ORDER_NOT_FOUND");
      const body = { ...present(orderNo, taken.value), retried: taken.value.retried };
      return c.json(body, isOver(taken.value) ? 200 : 202, NO_STORE);
    },
  )
  .post(
    "/orders/:id/refund/settled",
    describe({
      tag: "Console",
      summary: "Ends a failed refund whose money went back at the gateway's own console",
      answers: {
        200: { description: "The order is refunded", schema: RefundProgress },
        202: { description: UNDER_WAY, schema: RefundProgress },
      },
      refusals: [
        ...FOR_WRITES,
        "FORBIDDEN",
        "ORDER_NOT_FOUND",
        "REFUND_NOT_FAILED",
        "MONEY_NOT_RETURNED",
        "NOT_CONFIGURED",
        "UNAVAILABLE",
      ],
    }),
    operator,
    valid("json", SeenOutside),
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const seen = { ...c.req.valid("json"), by: c.get("customer").id };
      const settled = await withOrder<RefundStatus, OutsideRefusal>(c.env, orderNo, (object) =>
        object.confirmRefundedOutside(seen),
      );
      if (!settled.ok) return refuse(c, NOT_SETTLED[settled.error]);
      const body = present(orderNo, settled.value);
      return c.json(body, isOver(settled.value) ? 200 : 202, NO_STORE);
    },
  )
  .get(
    "/refunds",
    describe({
      tag: "Console",
      summary: "Refunds of all orders, newest first: not confirmed yet, failed for good, or done",
      answers: { 200: { description: "One page", schema: RefundPage } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "INVALID_REQUEST"],
    }),
    operator,
    valid("query", RefundsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const { rows, total } = await listRefunds(c.env.DB, query);
      const items = rows.map(({ refund, customerId }) => ({
        ...presentRefund(
          {
            ...refund,
            refundNo: refund.number,
            tradeNo: refund.tradeNumber,
            startedAtMs: refund.startedAt,
          },
          refund.currency as Currency,
        ),
        orderNo: refund.orderNo,
        customerId,
        updatedAt: new Date(refund.updatedAt).toISOString(),
      }));
      return c.json({ items, total, page, pageSize }, 200, NO_STORE);
    },
  )
  .get(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Whether a customer may owe units, and how many are owed",
      answers: { 200: { description: "As it is", schema: AccountStanding } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "INVALID_REQUEST"],
    }),
    operator,
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const standing = await accountObject(c.env, customerId).standing();
      return c.json(standingOf(customerId, standing), 200, NO_STORE);
    },
  )
  .put(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Lets a full claw-back leave a customer owing what was spent, or ends that",
      answers: { 200: { description: "As it is from now on", schema: AccountStanding } },
      refusals: [...FOR_WRITES, "FORBIDDEN"],
    }),
    operator,
    valid("param", OfCustomer),
    valid("json", Allowance),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const { allow } = c.req.valid("json");
      const account = accountObject(c.env, customerId);
      const standing = await account.allowNegative(allow, c.get("customer").id);
      return c.json(standingOf(customerId, standing), 200, NO_STORE);
    },
  );

const NOT_SETTLED = {
  "not-found": "ORDER_NOT_FOUND",
  "refund-not-failed": "REFUND_NOT_FAILED",
  "money-not-returned": "MONEY_NOT_RETURNED",
  "not-configured": "NOT_CONFIGURED",
  unavailable: "UNAVAILABLE",
} as const;

const NO_STORE = { "cache-control": "no-store" };

const standingOf = (customerId: string, { allowNegative, owed }: Standing) => ({
  customerId,
  allowNegative,
  owed,
});

/** Nothing waits for the account, and every refund is confirmed, or carried on by another that is. */
const isOver = ({ state, request, refunds }: RefundStatus): boolean =>
  request?.state !== "open" &&
  state !== "refunding" &&
  refunds.every((refund) => refund.state === "done" || refund.replacedBy !== null);

const present = (orderNo: string, { state, price, request, refunds }: RefundStatus) => ({
  orderNo,
  orderStatus: state,
  request: request && presentRefundRequest(request),
  refunds: refunds.map((refund) => presentRefund(refund, price.currency)),
  needsPerson: refunds.some((refund) => refund.state === "failed" && refund.replacedBy === null),
});

function refused<E extends AppEnv>(c: Context<E>, refusal: RefundRefusal): Response {
  switch (refusal.reason) {
    case "not-found":
      return refuse(c, "ORDER_NOT_FOUND");
    case "nothing-paid":
      return refuse(c, "NOTHING_PAID");
    case "not-yet-fulfilled":
      return refuse(c, "ORDER_NOT_FULFILLED");
    case "not-enough-left": {
      const { left, granted, unit } = refusal;
      return refuse(c, "CLAW_BACK_NOT_COVERED", undefined, { left, granted, unit });
    }
  }
}
