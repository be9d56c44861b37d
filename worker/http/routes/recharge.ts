import { Hono } from "hono";
import { FLAGS } from "../../config/flags.ts";
import type { Env } from "../../env.ts";
import { CATALOG_KEY, catalogFrom } from "../../store/catalog.ts";
import { flagsFrom, recallKeys, textFrom, textKeys } from "../../store/settings.ts";
import type { AppEnv } from "../app-env.ts";
import type { Identity } from "../auth/identity.ts";
import { customer, limited } from "../auth/middleware.ts";
import { answerCentre } from "../centre.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../describe.ts";
import { payWayList } from "../gateways.ts";
import { sanitiseHtml } from "../html.ts";
import { answerOrder, ORDER_ANSWERS, ORDER_REFUSALS } from "../ordering.ts";
import { accountObject } from "../orders.ts";
import { presentBalances, presentRule } from "../present.ts";
import { readingOf } from "../reading.ts";
import {
  type RechargeCenter as Center,
  CenterQuery,
  CreateOrder,
  RechargeCenter,
} from "../schemas.ts";

const CENTER_KEYS = [CATALOG_KEY, ...FLAGS, ...textKeys("recharge_explain")];

/** System B: the recharge centre (seed 003). */
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
          payWayList: payWayList(c.env, flags, language),
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
