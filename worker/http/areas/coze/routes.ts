import { Hono } from "hono";
import * as v from "valibot";
import { accountObject } from "../../../actions/objects.ts";
import { FLAGS } from "../../../config/flags.ts";
import { CATALOG_KEY, catalogFrom } from "../../../store/catalog.ts";
import { listOrders } from "../../../store/orders.ts";
import { flagsFrom, recallKeys, textFrom, textKeys } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Identity } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { answerCentre } from "../../core/centre/answer.ts";
import { currenciesOf, payWayList } from "../../core/centre/pay-ways.ts";
import { readingOf } from "../../core/centre/reading.ts";
import { CenterQuery } from "../../core/centre/schemas.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { presentEntitlement } from "../../core/holdings/present.ts";
import { sanitiseHtml } from "../../core/html.ts";
import { endOfMonth } from "../../core/orders/archive.ts";
import { answerOrder, ORDER_ANSWERS, ORDER_REFUSALS } from "../../core/orders/ordering.ts";
import { answerOwnOrder } from "../../core/orders/own-order.ts";
import { presentRow } from "../../core/orders/present.ts";
import { CreateOrder, OrderDetail, OrderPage } from "../../core/orders/schemas.ts";
import { pageQuery } from "../../core/schemas.ts";
import { presentEffects, presentPackage } from "./present.ts";
import { type CozeCenter as Center, CozeCenter } from "./schemas.ts";

const CENTER_KEYS = [CATALOG_KEY, ...FLAGS, ...textKeys("coze_package_explain")];

const OrdersQuery = v.object(pageQuery("orders"));

/** The Coze package centre: days of access. */
export const cozePackage = new Hono<AppEnv>()
  .get(
    "/center",
    describe({
      tag: "Coze packages",
      summary: "What the centre sells, how it can be paid, and what the customer has",
      answers: {
        200: { description: "The centre; `user` only when signed in", schema: CozeCenter },
      },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
      security: [{}, ...BY_CUSTOMER],
    }),
    valid("query", CenterQuery),
    async (c) => {
      const nowMs = Date.now();
      const language = c.get("language");
      const identity = c.get("identity");
      const [stored, entitlements] = await Promise.all([
        recallKeys(c.env, CENTER_KEYS, nowMs),
        identity && accountObject(c.env, identity.id).entitlements(),
      ]);
      const catalog = await catalogFrom(stored, c.env, await readingOf(c));
      const write = () => {
        const flags = flagsFrom(stored);
        return {
          status: flags.coze_package_status.value,
          packages: catalog.packages.map((row) => presentPackage(row, language)),
          payWayList: payWayList(c.env, flags, language, currenciesOf(catalog.packages)),
          explain: sanitiseHtml(textFrom(stored, "coze_package_explain", language)),
        };
      };
      const user = identity && {
        ...profileOf(identity),
        cozePackage: presentEntitlement(entitlements ?? [], "coze", nowMs, language),
        effects: presentEffects(entitlements ?? [], "coze", catalog.packages, nowMs, language),
      };
      return answerCentre<Center>(c, stored, catalog, write, user ?? undefined);
    },
  )
  .post(
    "/order",
    describe({
      tag: "Coze packages",
      summary: "Places an order, or answers the identical one that is pending",
      answers: ORDER_ANSWERS,
      refusals: ORDER_REFUSALS,
    }),
    customer,
    limited("order"),
    valid("json", CreateOrder),
    (c) => answerOrder(c, "coze", c.req.valid("json")),
  )
  .get(
    "/order/:id",
    describe({
      tag: "Coze packages",
      summary: "One of the customer's own orders",
      answers: { 200: { description: "The order with its story", schema: OrderDetail } },
      refusals: [...FOR_CALLERS, "ORDER_NOT_FOUND"],
    }),
    customer,
    (c) => answerOwnOrder(c, c.req.param("id"), "coze"),
  )
  .get(
    "/orders",
    describe({
      tag: "Coze packages",
      summary: "The customer's own orders, newest first",
      answers: { 200: { description: "One page", schema: OrderPage } },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
    }),
    customer,
    valid("query", OrdersQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const customerId = c.get("customer").id;
      const found = await listOrders(c.env.DB, { ...query, customerId, kind: "coze" });
      const { total, next } = found;
      const archivedBefore = endOfMonth(found.archivedMonth);
      const items = found.rows.map((row) => presentRow(row, c.get("language")));
      const body: OrderPage = { items, total, page, pageSize, next, archivedBefore };
      return c.json(body, 200, PRIVATE);
    },
  );

const profileOf = ({ id, username, avatar }: Identity) => ({ id, username, avatar });
