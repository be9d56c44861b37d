import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { withOrder } from "../../../../actions/openOrder.ts";
import { faultText } from "../../../../domain/fault.ts";
import { isOrderNo } from "../../../../domain/order/number.ts";
import type { NotFound } from "../../../../objects/order/object.ts";
import type { OutsideRefusal } from "../../../../objects/order/refunds.ts";
import type { RefundRefusal } from "../../../../objects/order/reversal.ts";
import type { RefundStatus } from "../../../../objects/order/view.ts";
import { mayRefund } from "../../../../store/operator-refunds.ts";
import { listRefunds } from "../../../../store/refunds.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing, type WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import type { FailureCode } from "../../../core/errors.ts";
import { refuse } from "../../../core/problem.ts";
import { answerFile, describeFile, FILE_PAGE } from "../file.ts";
import { presentProgress, presentRefundRow, REFUND_COLUMNS } from "./present.ts";
import {
  AskRefund,
  RefundPage,
  RefundProgress,
  RefundsFileQuery,
  RefundsQuery,
  Retried,
  SeenOutside,
} from "./schemas.ts";

const UNDER_WAY =
  "Not over: ask again, or look at the order. With `needsPerson` it does not go on by itself";

/** Each operator has a share of refunds a minute and a day: without the count no money moves. */
const counted = createMiddleware<WithOperator>(async (c, next) => {
  const orderNo = c.req.param("id") ?? "";
  if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
  const asked = { operator: c.get("customer").id, orderNo, nowMs: Date.now() };
  try {
    if (!(await mayRefund(c.env.DB, asked))) return refuse(c, "TOO_MANY_REQUESTS");
  } catch (error) {
    console.error("an operator's refunds cannot be counted", { error: faultText(error) });
    return refuse(c, "UNAVAILABLE");
  }
  return next();
});

/** Refunds that an operator asks for. */
export const refunds = new Hono<AppEnv>()
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
        "ROLE_NOT_ENOUGH",
        "ORDER_NOT_FOUND",
        "NOTHING_PAID",
        "ORDER_NOT_FULFILLED",
        "CLAW_BACK_NOT_COVERED",
        "TOO_MANY_REQUESTS",
      ],
    }),
    acting("order.refund", "money", "id"),
    valid("json", AskRefund),
    counted,
    async (c) => {
      const orderNo = c.req.param("id");
      const input = { ...c.req.valid("json"), by: c.get("customer").id };
      c.set("audit", { why: input.reason, after: { clawBack: input.clawBack } });
      const asked = await withOrder<RefundStatus, RefundRefusal>(c.env, orderNo, (object) =>
        object.refund(input),
      );
      if (!asked.ok) return refused(c, asked.error);
      return c.json(presentProgress(orderNo, asked.value), statusOf(asked.value), NO_STORE);
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
      refusals: [
        ...FOR_CALLERS,
        "ORIGIN_REFUSED",
        "FORBIDDEN",
        "ROLE_NOT_ENOUGH",
        "ORDER_NOT_FOUND",
        "TOO_MANY_REQUESTS",
      ],
    }),
    acting("order.retry-refund", "money", "id"),
    counted,
    async (c) => {
      const orderNo = c.req.param("id");
      const by = c.get("customer").id;
      const taken = await withOrder(c.env, orderNo, (object) => object.retryRefunds(by));
      if (!taken.ok) return refuse(c, "ORDER_NOT_FOUND");
      const body = { ...presentProgress(orderNo, taken.value), retried: taken.value.retried };
      return c.json(body, statusOf(taken.value), NO_STORE);
    },
  )
  .post(
    "/orders/:id/refund/settled",
    describe({
      tag: "Console",
      summary: "Ends a failed refund whose money was refunded in the gateway's console",
      answers: {
        200: { description: "The order is refunded", schema: RefundProgress },
        202: { description: UNDER_WAY, schema: RefundProgress },
      },
      refusals: [
        ...FOR_WRITES,
        "FORBIDDEN",
        "ROLE_NOT_ENOUGH",
        "ORDER_NOT_FOUND",
        "REFUND_NOT_FAILED",
        "MONEY_NOT_RETURNED",
        "NOT_CONFIGURED",
        "UNAVAILABLE",
        "TOO_MANY_REQUESTS",
      ],
    }),
    acting("order.settle-refund", "money", "id"),
    valid("json", SeenOutside),
    counted,
    async (c) => {
      const orderNo = c.req.param("id");
      const seen = { ...c.req.valid("json"), by: c.get("customer").id };
      c.set("audit", { why: seen.note });
      const confirmed = await withOrder<RefundStatus, OutsideRefusal | NotFound>(
        c.env,
        orderNo,
        (object) => object.confirmRefundedOutside(seen),
      );
      if (!confirmed.ok) return refuse(c, NOT_CONFIRMED[confirmed.error.reason]);
      return c.json(presentProgress(orderNo, confirmed.value), statusOf(confirmed.value), NO_STORE);
    },
  )
  .get(
    "/refunds",
    describe({
      tag: "Console",
      summary: "Refunds of all orders, newest first: not confirmed yet, failed for good, or done",
      answers: { 200: { description: "One page", schema: RefundPage } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", RefundsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const { rows, ...found } = await listRefunds(c.env.DB, query);
      const items = rows.map(presentRefundRow);
      return c.json({ items, ...found, page, pageSize }, 200, NO_STORE);
    },
  )
  .get(
    "/refunds.csv",
    describeFile("Refunds of all orders"),
    acting("refund.export", "read"),
    valid("query", RefundsFileQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async (query) => {
        const { rows } = await listRefunds(c.env.DB, { ...query, ...FILE_PAGE });
        return { name: "refunds.csv", columns: REFUND_COLUMNS, rows, cells: presentRefundRow };
      }),
  );

const NOT_CONFIRMED: Record<(OutsideRefusal | NotFound)["reason"], FailureCode> = {
  "not-found": "ORDER_NOT_FOUND",
  "refund-not-failed": "REFUND_NOT_FAILED",
  "money-not-returned": "MONEY_NOT_RETURNED",
  "not-configured": "NOT_CONFIGURED",
  unavailable: "UNAVAILABLE",
};

/** 200 when nothing waits for the account and every refund is confirmed, or carried on by another that is. */
const statusOf = ({ state, request, refunds }: RefundStatus): 200 | 202 =>
  request?.state !== "open" &&
  state !== "refunding" &&
  refunds.every((refund) => refund.state === "done" || refund.replacedBy !== null)
    ? 200
    : 202;

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
