import { Hono } from "hono";
import { FLAG_SPECS, flagSpec } from "../../../../config/flag-specs.ts";
import type { PayType } from "../../../../domain/order/payway.ts";
import { flagHistories } from "../../../../store/flag-history.ts";
import { flagStates } from "../../../../store/flag-writing.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { isUsable } from "../../../core/centre/pay-ways.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { HTML_LENGTH_MAX, reviewHtml } from "../../../core/html.ts";
import { refuse } from "../../../core/problem.ts";
import { changeFlag, switchPayWay } from "./change.ts";
import { presentFlag } from "./present.ts";
import {
  ConsoleFlags,
  FlagsWritten,
  FlagWritten,
  PreviewedHtml,
  PreviewHtml,
  ResetFlag,
  SetFlag,
  SwitchPayWay,
} from "./schemas.ts";

const OPERATORS = ["FORBIDDEN", "ROLE_NOT_ENOUGH"] as const;
const CHANGES = ["FLAG_NOT_FOUND", "FLAG_READ_ONLY", "FLAG_CHANGED", "LAST_PAY_WAY"] as const;

/** Flags and texts: what stands in KV, and changes of it. */
export const flags = new Hono<AppEnv>()
  .get(
    "/flags",
    describe({
      tag: "Console",
      summary: "Everything that an operator sets, with what counts now and what it was before",
      answers: { 200: { description: "In the order of the console", schema: ConsoleFlags } },
      refusals: [...FOR_CALLERS, ...OPERATORS],
    }),
    viewing(),
    async (c) => {
      const names = FLAG_SPECS.map(({ name }) => name);
      const [states, histories] = await Promise.all([
        flagStates(c.env, names, Date.now()),
        flagHistories(c.env.DB, names),
      ]);
      const usable = (payType: PayType) => isUsable(c.env, payType);
      const items = await Promise.all(
        states.flatMap((state) => {
          const spec = flagSpec(state.name);
          return spec ? presentFlag(spec, state, histories.get(state.name) ?? [], usable) : [];
        }),
      );
      return c.json({ items }, 200, NO_STORE);
    },
  )
  .post(
    "/flags/switch-pay-way",
    describe({
      tag: "Console",
      summary: "Switches one way to pay off and another one on, as one act",
      answers: { 200: { description: "Both, as they are from now on", schema: FlagsWritten } },
      refusals: [...FOR_WRITES, ...OPERATORS, "PAY_WAY_UNAVAILABLE", "FLAG_CHANGED"],
    }),
    acting("flag.switch-pay-way", "settings"),
    valid("json", SwitchPayWay),
    (c) => switchPayWay(c, c.req.valid("json")),
  )
  .put(
    "/flags/:name",
    describe({
      tag: "Console",
      summary: "Sets a flag, unless somebody else has changed it since it was seen",
      answers: { 200: { description: "As it is from now on", schema: FlagWritten } },
      refusals: [...FOR_WRITES, ...OPERATORS, ...CHANGES, "FLAG_VALUE_INVALID"],
    }),
    acting("flag.set", "settings", "name"),
    valid("json", SetFlag),
    (c) => changeFlag(c, c.req.param("name"), c.req.valid("json")),
  )
  .delete(
    "/flags/:name",
    describe({
      tag: "Console",
      summary:
        "Puts a flag back to its default, unless somebody else has changed it since it was seen",
      answers: { 200: { description: "As it is from now on", schema: FlagWritten } },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST", ...OPERATORS, ...CHANGES],
    }),
    acting("flag.reset", "settings", "name"),
    valid("query", ResetFlag),
    (c) => changeFlag(c, c.req.param("name"), { ...c.req.valid("query"), value: null }),
  )
  .post(
    "/flags/:name/preview",
    describe({
      tag: "Console",
      summary: "A text as customers would see it, and what would be dropped of it. Changes nothing",
      answers: { 200: { description: "As it would be", schema: PreviewedHtml } },
      refusals: [...FOR_WRITES, ...OPERATORS, "FLAG_NOT_FOUND"],
    }),
    viewing("settings"),
    valid("json", PreviewHtml),
    (c) => {
      if (flagSpec(c.req.param("name"))?.kind !== "html") return refuse(c, "FLAG_NOT_FOUND");
      const reviewed = reviewHtml(c.req.valid("json").html);
      return c.json({ ...reviewed, lengthMax: HTML_LENGTH_MAX }, 200, NO_STORE);
    },
  );
