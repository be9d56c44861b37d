import { Hono } from "hono";
import * as v from "valibot";
import { withOrder } from "../../../actions/openOrder.ts";
import { isOrderNo } from "../../../domain/order/number.ts";
import { gatewayOf } from "../../../domain/order/payway.ts";
import { err, ok } from "../../../domain/result.ts";
import type { CodeRefusal, ShownCode } from "../../../objects/order/attempts/opening.ts";
import type { NotFound } from "../../../objects/order/object.ts";
import { cashierUrl } from "../../../payments/cashier.ts";
import { presentsPage } from "../../../payments/registry.ts";
import { recallFlags } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { NO_STORE } from "../../core/caching.ts";
import { isOffered } from "../../core/centre/pay-ways.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../core/describe.ts";
import type { FailureCode } from "../../core/errors.ts";
import { isKindFor } from "../../core/orders/kinds.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import { OrderReference, PayResult, Prepaid, PrepaidRedirect, Prepay } from "./schemas.ts";

type ShowRefusal = CodeRefusal | { reason: "not-found" };

const CODE_FAILURES: Record<ShowRefusal["reason"], FailureCode> = {
  "not-found": "ORDER_NOT_FOUND",
  "not-payable": "ORDER_NOT_PAYABLE",
  "no-such-pay-way": "PAY_WAY_UNAVAILABLE",
  "not-configured": "NOT_CONFIGURED",
  "too-many-codes": "TOO_MANY_CODES",
  "gateway-refused": "GATEWAY_REFUSED",
  "gateway-unavailable": "GATEWAY_TIMEOUT",
};

/** Paying for an order of any kind (seeds 001 and 003): `from` says which, and must be the order's own. */
export const pay = new Hono<AppEnv>()
  .post(
    "/prepay",
    describe({
      tag: "Payment",
      summary:
        "Shows a code to pay with, or the address of the gateway's page: the order's next attempt",
      answers: {
        200: {
          description: "The code and when to refresh it; by card the page to go to",
          schema: v.union([Prepaid, PrepaidRedirect]),
        },
      },
      refusals: [
        ...FOR_WRITES,
        "ORDER_NOT_FOUND",
        "ORDER_NOT_PAYABLE",
        "PAY_WAY_UNAVAILABLE",
        "TOO_MANY_CODES",
        "TOO_MANY_REQUESTS",
        "GATEWAY_REFUSED",
        "GATEWAY_TIMEOUT",
      ],
    }),
    customer,
    limited("prepay"),
    valid("json", Prepay),
    async (c) => {
      const { from, orderId, payType } = c.req.valid("json");
      if (!isKindFor(c, from) || !isOrderNo(orderId)) return refuse(c, "ORDER_NOT_FOUND");
      if (!gatewayOf(payType) || !isOffered(payType, await recallFlags(c.env)))
        return refuse(c, "PAY_WAY_UNAVAILABLE");

      const claimant = { customerId: c.get("customer").id, kind: from };
      const shown = await withOrder<ShownCode, ShowRefusal>(c.env, orderId, (object) =>
        object.showCode(claimant, payType),
      );
      if (!shown.ok) {
        if (shown.error.reason === "not-configured")
          console.error("a gateway is not configured", shown.error);
        return refuse(c, CODE_FAILURES[shown.error.reason]);
      }

      const { codeUrl, expiresAtMs, attempt } = shown.value;
      if (presentsPage(payType))
        return c.json(
          { payType, redirect: { url: codeUrl }, expiresAt: iso(expiresAtMs), attempt },
          200,
          NO_STORE,
        );
      const cashier = cashierUrl(c.env, payType, codeUrl);
      return c.json(
        {
          payType,
          qrCode: { code_url: codeUrl },
          expiresAt: iso(expiresAtMs),
          attempt,
          ...(cashier ? { cashierUrl: cashier } : {}),
        },
        200,
        NO_STORE,
      );
    },
  )
  .get(
    "/getPayResult",
    describe({
      tag: "Payment",
      summary: "Whether the order is paid",
      answers: { 200: { description: "The order's state", schema: PayResult } },
      refusals: [...FOR_CALLERS, "ORDER_NOT_FOUND", "INVALID_REQUEST"],
    }),
    customer,
    valid("query", OrderReference),
    async (c) => {
      const { from, orderId } = c.req.valid("query");
      if (!isKindFor(c, from) || !isOrderNo(orderId)) return refuse(c, "ORDER_NOT_FOUND");
      const claimant = { customerId: c.get("customer").id, kind: from };
      const state = await withOrder(c.env, orderId, (object) => object.payState(claimant));
      return state.ok ? c.json(state.value, 200, NO_STORE) : refuse(c, "ORDER_NOT_FOUND");
    },
  )
  .get(
    "/watch",
    describe({
      tag: "Payment",
      summary:
        "WebSocket: the state at once, then each change, each a PayResult; and `code-replaced` when another code takes the place of the one shown",
      parameters: { upgrade: { in: "header", description: "`websocket`" } },
      answers: { 101: { description: "Switching to WebSocket", schema: null } },
      refusals: [...FOR_CALLERS, "ORDER_NOT_FOUND", "INVALID_REQUEST", "UPGRADE_REQUIRED"],
    }),
    customer,
    valid("query", OrderReference),
    async (c) => {
      const { from, orderId } = c.req.valid("query");
      if (!isKindFor(c, from) || !isOrderNo(orderId)) return refuse(c, "ORDER_NOT_FOUND");
      if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
        return refuse(c, "UPGRADE_REQUIRED");
      const address = new URL("https://order/watch");
      address.search = new URLSearchParams({
        customer: c.get("customer").id,
        kind: from,
      }).toString();
      const connected = await withOrder<Response, NotFound>(c.env, orderId, async (object) => {
        const answer = await object.fetch(address, { headers: { upgrade: "websocket" } });
        return answer.status === 101 ? ok(answer) : err({ reason: "not-found" });
      });
      return connected.ok ? connected.value : refuse(c, "ORDER_NOT_FOUND");
    },
  )
  .post(
    "/cancel",
    describe({
      tag: "Payment",
      summary: "Ends a pending order, at the gateway too; asked again, it asks the gateways again",
      answers: { 200: { description: "The order's state, cancelled", schema: PayResult } },
      refusals: [...FOR_WRITES, "ORDER_NOT_FOUND", "ORDER_NOT_PAYABLE", "TOO_MANY_REQUESTS"],
    }),
    customer,
    limited("cancel"),
    valid("json", OrderReference),
    async (c) => {
      const { from, orderId } = c.req.valid("json");
      if (!isKindFor(c, from) || !isOrderNo(orderId)) return refuse(c, "ORDER_NOT_FOUND");
      const claimant = { customerId: c.get("customer").id, kind: from };
      const state = await withOrder(c.env, orderId, (object) => object.cancel(claimant));
      if (state.ok) return c.json(state.value, 200);
      return refuse(
        c,
        state.error.reason === "not-found" ? "ORDER_NOT_FOUND" : "ORDER_NOT_PAYABLE",
      );
    },
  );
