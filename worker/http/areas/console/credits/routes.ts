import { type Context, Hono } from "hono";
import { accountObject } from "../../../../actions/objects.ts";
import { calendarPeriod } from "../../../../domain/credits/period.ts";
import type { VersionSwitch } from "../../../../domain/credits/version.ts";
import { customersAfter, customersTotal } from "../../../../store/credit-resets.ts";
import { pendingPackOrders } from "../../../../store/pending-packs.ts";
import { forgetKeys, recallFlags } from "../../../../store/settings.ts";
import { switchVersion } from "../../../../store/versions.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { creditSystemOf, sellsPacks } from "../../../core/credits/system.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { iso } from "../../../core/time.ts";
import {
  ACCOUNTS_PER_CALL_MAX,
  AccountManifests,
  AccountsQuery,
  CreditSystem,
  SwitchVersion,
  VerifiedAccounts,
  VerifyAccounts,
} from "./schemas.ts";

/** Accounts asked at the same time: a Worker waits for six connections at once. */
const ACCOUNTS_AT_ONCE = 5;

/** The two credit systems, and the proof that a switch between them changes no account. */
export const creditsConsole = new Hono<AppEnv>()
  .get(
    "/credits",
    describe({
      tag: "Console",
      summary: "Which credit system is in force, and since when",
      answers: { 200: { description: "As it is", schema: CreditSystem } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    async (c) => c.json(await systemNow(c), 200, NO_STORE),
  )
  .post(
    "/credits/switch",
    describe({
      tag: "Console",
      summary: "Switches the credit system. Changes no balance",
      answers: { 200: { description: "As it is from now on", schema: CreditSystem } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("credits.switch", "settings"),
    valid("json", SwitchVersion),
    async (c) => {
      const { version } = c.req.valid("json");
      const by = c.get("customer").id;
      c.set("audit", { after: { version } });
      const switches = await switchVersion(c.env.CONFIG, version, Date.now(), by);
      forgetKeys();
      // Locations go on showing their copy for a while; whoever switched is told what was written.
      const system = await systemNow(c);
      const purchasesEnabled =
        version === "v1" && (await recallFlags(c.env)).credit_purchases_status.value;
      const written = { version, purchasesEnabled, switches: switches.map(presentSwitch) };
      return c.json({ ...system, ...written }, 200, NO_STORE);
    },
  )
  .get(
    "/credits/manifests",
    describe({
      tag: "Console",
      summary: "What every account holds, lot by lot, as one hash each",
      answers: { 200: { description: "A part of the accounts", schema: AccountManifests } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", AccountsQuery),
    async (c) => {
      const { after } = c.req.valid("query");
      const ids = await customersAfter(c.env.DB, after, ACCOUNTS_PER_CALL_MAX);
      const accounts = await inGroups(ids, async (customerId) => ({
        customerId,
        ...(await accountObject(c.env, customerId).manifest()),
      }));
      const next = ids.length < ACCOUNTS_PER_CALL_MAX ? null : (ids.at(-1) ?? null);
      return c.json({ accounts, next }, 200, NO_STORE);
    },
  )
  .post(
    "/credits/verify",
    describe({
      tag: "Console",
      summary: "What became of accounts since their manifests were taken",
      answers: { 200: { description: "In the order of the request", schema: VerifiedAccounts } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    valid("json", VerifyAccounts),
    async (c) => {
      const { accounts } = c.req.valid("json");
      const verified = await inGroups(accounts, async ({ customerId, ...before }) => ({
        customerId,
        ...(await accountObject(c.env, customerId).compareWith(before)),
      }));
      return c.json({ accounts: verified }, 200, NO_STORE);
    },
  );

async function systemNow<E extends AppEnv>(c: Context<E>): Promise<CreditSystem> {
  const [system, flags, customers, pending] = await Promise.all([
    creditSystemOf(c),
    recallFlags(c.env),
    customersTotal(c.env.DB),
    pendingPackOrders(c.env.DB),
  ]);
  const { mode, timeZone, versions } = system.rules;
  return {
    version: versions.current,
    purchasesEnabled: sellsPacks(system, flags),
    creditPeriod: mode,
    timeZone,
    period: calendarPeriod(Date.now(), timeZone).name,
    switches: versions.switches.map(presentSwitch),
    customers,
    pendingPackOrders: pending,
  };
}

const presentSwitch = ({ atMs, from, to, by }: VersionSwitch) => ({
  ...{ at: iso(atMs), from, to },
  by: by ?? null,
});

async function inGroups<T, Answer>(
  items: readonly T[],
  ask: (item: T) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += ACCOUNTS_AT_ONCE)
    answers.push(...(await Promise.all(items.slice(at, at + ACCOUNTS_AT_ONCE).map(ask))));
  return answers;
}
