import { Hono } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import type { CreditRules } from "../../../domain/credits/allowance.ts";
import type { Asset } from "../../../domain/ledger/assets.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { creditSystemOf } from "../../core/credits/system.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { presentBalances, presentEntitlement } from "../../core/holdings/present.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import {
  aCustomer,
  answer,
  type HostContext,
  isOwn,
  keyMissing,
  keyOf,
  refused,
  WRITES,
} from "./calls.ts";
import { hostCredits } from "./credits.ts";
import { hostInvoices } from "./invoices.ts";
import { hostPortal } from "./portal-session.ts";
import { Deduct, Hold, HostBalance, Release, Settle } from "./schemas.ts";
import { hostUsage } from "./usage.ts";

/** What a host product's backend does with its customers' balances. Each write needs an `Idempotency-Key` header. */
export const hostRoutes = new Hono<AppEnv>()
  .get(
    "/:customer/balance",
    describe({
      tag: "Host product",
      summary: "What a customer has",
      answers: { 200: { description: "Balances and entitlements", schema: HostBalance } },
      refusals: ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST"],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    async (c) => {
      const customer = c.req.param("customer");
      const { rules } = await creditSystemOf(c);
      const held = await accountObject(c.env, customer).holdingsWith(rules);
      const { balances, entitlements } = held;
      const { power } = presentBalances(balances);
      const credits = { available: held.credits.available, held: held.credits.held };
      const language = c.get("language");
      const cozePackage = presentEntitlement(entitlements, "coze", Date.now(), language);
      const holdings = { customerId: customer, power, credits, entitlements: { cozePackage } };
      return c.json(holdings, 200, NO_STORE);
    },
  )
  .post(
    "/:customer/deduct",
    describe({ tag: "Host product", summary: "Takes units that were used", ...WRITES }),
    host,
    aCustomer,
    valid("json", Deduct),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const input = c.req.valid("json");
      const account = accountObject(c.env, c.req.param("customer"));
      const done = await account.deduct({ key, ...input }, await rulesFor(c, input.asset));
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  )
  .post(
    "/:customer/hold",
    describe({
      tag: "Host product",
      summary: "Reserves units before a call whose cost is not known yet",
      ...WRITES,
    }),
    host,
    aCustomer,
    valid("json", Hold),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const input = c.req.valid("json");
      const account = accountObject(c.env, c.req.param("customer"));
      const done = await account.hold({ key, ...input }, await rulesFor(c, input.asset));
      if (!done.ok) return refused(c, done.error);
      const { deadlineMs, ...rest } = done.value;
      return answer(c, { ...rest, deadline: iso(deadlineMs) });
    },
  )
  .post(
    "/:customer/settle",
    describe({
      tag: "Host product",
      summary: "Takes what a held call really used and gives the rest back",
      ...WRITES,
    }),
    host,
    aCustomer,
    valid("json", Settle),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const { hold, amount } = c.req.valid("json");
      if (!isOwn(c, hold)) return refuse(c, "HOLD_NOT_FOUND");
      const account = accountObject(c.env, c.req.param("customer"));
      // Which asset is held only the account knows.
      const done = await account.settle({ key, hold, amount }, (await creditSystemOf(c)).rules);
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  )
  .post(
    "/:customer/release",
    describe({ tag: "Host product", summary: "Gives everything back that was held", ...WRITES }),
    host,
    aCustomer,
    valid("json", Release),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const { hold } = c.req.valid("json");
      if (!isOwn(c, hold)) return refuse(c, "HOLD_NOT_FOUND");
      const done = await accountObject(c.env, c.req.param("customer")).release({ key, hold });
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  )
  .route("/", hostCredits)
  .route("/", hostUsage)
  .route("/", hostInvoices)
  .route("/", hostPortal);

/** What decides about credits, for a call that is about them: others are not to wait for it. */
const rulesFor = async (c: HostContext, asset: Asset): Promise<CreditRules | undefined> =>
  asset === "credits" ? (await creditSystemOf(c)).rules : undefined;
