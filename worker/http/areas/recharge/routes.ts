import { Hono } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import { FLAGS } from "../../../config/flags.ts";
import type { Env } from "../../../env.ts";
import { CATALOG_KEY, catalogFrom } from "../../../store/catalog.ts";
import { flagsFrom, recallKeys, textFrom, textKeys } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Identity } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { answerCentre } from "../../core/centre/answer.ts";
import { currenciesOf, payWayList } from "../../core/centre/pay-ways.ts";
import { readingOf } from "../../core/centre/reading.ts";
import { CenterQuery } from "../../core/centre/schemas.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { presentBalances } from "../../core/holdings/present.ts";
import { sanitiseHtml } from "../../core/html.ts";
import { answerOrder, ORDER_ANSWERS, ORDER_REFUSALS } from "../../core/orders/ordering.ts";
import { CreateOrder } from "../../core/orders/schemas.ts";
import { presentRule } from "./present.ts";
import { type RechargeCenter as Center, RechargeCenter } from "./schemas.ts";

const CENTER_KEYS = [CATALOG_KEY, ...FLAGS, ...textKeys("recharge_explain")];

/** The recharge centre: power. */
export const recharge = new Hono<AppEnv>()
  .get(
    "/center",
    describe({
      tag: "Recharge",
      summary: "What power costs, how it can be paid, and what the customer has",
      answers: {
        200: { description: "The centre; `user` only when signed in", schema: RechargeCenter },
      },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
      security: [{}, ...BY_CUSTOMER],
    }),
    valid("query", CenterQuery),
    async (c) => {
      const language = c.get("language");
      const [stored, user] = await Promise.all([
        recallKeys(c.env, CENTER_KEYS, Date.now()),
        userOf(c.env, c.get("identity")),
      ]);
      const catalog = await catalogFrom(stored, c.env, await readingOf(c));
      const write = () => {
        const flags = flagsFrom(stored);
        return {
          rechargeStatus: flags.recharge_status.value,
          cozePackageStatus: flags.coze_package_status.value,
          rechargeRule: catalog.rechargeRules.map((row) => presentRule(row, language)),
          payWayList: payWayList(c.env, flags, language, currenciesOf(catalog.rechargeRules)),
          rechargeExplain: sanitiseHtml(textFrom(stored, "recharge_explain", language)),
        };
      };
      return answerCentre<Center>(c, stored, catalog, write, user);
    },
  )
  .post(
    "/submitRecharge",
    describe({
      tag: "Recharge",
      summary: "Places an order for power, or answers the identical one that is pending",
      answers: ORDER_ANSWERS,
      refusals: ORDER_REFUSALS,
    }),
    customer,
    limited("order"),
    valid("json", CreateOrder),
    (c) => answerOrder(c, "recharge", c.req.valid("json")),
  );

async function userOf(env: Env, identity: Identity | null): Promise<Center["user"]> {
  if (!identity) return undefined;
  const { power } = presentBalances(await accountObject(env, identity.id).balances());
  const { id, username, avatar } = identity;
  return { id, username, avatar, power: power.available };
}
