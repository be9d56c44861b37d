import { Hono } from "hono";
import { accountObject, orderObject } from "../../../actions/objects.ts";
import { readEmbedOrigins } from "../../../config/embed.ts";
import { flagFault, payWayFlag } from "../../../config/flags.ts";
import { type Settings, settingFault } from "../../../config/settings.ts";
import { type GatewayName, PAY_WAYS } from "../../../domain/order/payway.ts";
import type { Env } from "../../../env.ts";
import type { Finding as Found } from "../../../payments/finding.ts";
import { GATEWAY_NAMES, gatewayFor, isAbsent } from "../../../payments/registry.ts";
import { selfTest } from "../../../payments/selftest.ts";
import { liveTools } from "../../../payments/tools.ts";
import { type Flags, readFlags, readSettings, untranslatedTexts } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { bearerConfig, providerConfig } from "../../core/auth/provider.ts";
import { sessionSecrets } from "../../core/auth/session.ts";
import { NO_STORE } from "../../core/caching.ts";
import { describe, FOR_CALLERS } from "../../core/describe.ts";
import { isAllowed } from "../../core/limits.ts";
import { refuse } from "../../core/problem.ts";
import { catalogHealth, explanationsHealth, grantsHealth, healthOf } from "./health.ts";
import { type Health, Status } from "./schemas.ts";

/**
 * Health of each dependency, and the flags as they are read now. An operator also gets a self-test of the gateways'
 * configuration: it asks them, so that looks of an operator are limited and those of guests never cause one.
 */
export const status = new Hono<AppEnv>().get(
  "/",
  describe({
    tag: "Operation",
    summary:
      "Health of each dependency, and the operator's flags; for an operator a self-test of the gateways too",
    answers: {
      200: { description: "All is well", schema: Status },
      503: {
        description: "Something in `dependencies` or `gateways` needs mending",
        schema: Status,
      },
    },
    refusals: [...FOR_CALLERS, "TOO_MANY_REQUESTS"],
    security: [],
  }),
  async (c) => {
    const { identity } = c.var;
    const key = `self-test:${identity?.id}`;
    if (identity?.operator && !(await isAllowed(c.env, key, "SELF_TEST_LIMITER")))
      return refuse(c, "TOO_MANY_REQUESTS");
    const [
      gateways,
      database,
      flags,
      settings,
      texts,
      orders,
      accounts,
      catalog,
      grants,
      explanations,
    ] = await Promise.all([
      identity?.operator ? testGateways(c.env) : null,
      healthOf(async () => void (await c.env.DB.prepare("SELECT 1 FROM orders LIMIT 1").all())),
      readFlags(c.env.CONFIG).catch(() => null),
      readSettings(c.env.CONFIG).catch(() => null),
      untranslatedTexts(c.env.CONFIG).catch(() => []),
      healthOf(async () => void (await orderObject(c.env, "status").attend())),
      healthOf(async () => void (await accountObject(c.env, "status").entitlements())),
      catalogHealth(c.env.DB),
      grantsHealth(c.env.DB, Date.now()),
      explanationsHealth(c.env.CONFIG),
    ]);
    const dependencies: Record<string, Health> = {
      database,
      config: configHealth(flags, settings),
      orders,
      accounts,
      catalog,
      grants,
      explanations,
      identity: identityHealth(c.env),
      embedding: embedHealth(c.env),
      ...archiveHealth(c.env, settings),
      ...Object.fromEntries(GATEWAY_NAMES.map((name) => [name, gatewayHealth(c.env, name, flags)])),
    };
    const tested = Object.values(gateways ?? {}).flat();
    const healthy = [...Object.values(dependencies), ...tested].every(({ ok }) => ok);
    const body = {
      status: healthy ? ("ok" as const) : ("degraded" as const),
      time: new Date().toISOString(),
      dependencies,
      flags: flags ?? {},
      settings: settings ?? {},
      ...(texts.length > 0 ? { texts } : {}),
      ...(gateways ? { gateways } : {}),
    };
    return c.json(body, healthy ? 200 : 503, NO_STORE);
  },
);

function configHealth(flags: Flags | null, settings: Settings | null): Health {
  if (!flags || !settings)
    return { ok: false, detail: "the KV namespace bound as CONFIG does not answer" };
  const faults = [flagFault(flags), settingFault(settings)].filter((fault) => fault !== null);
  return faults.length === 0 ? { ok: true } : { ok: false, detail: faults.join(" ") };
}

async function testGateways(env: Env): Promise<Record<string, Found[]>> {
  const found = await Promise.all(
    GATEWAY_NAMES.filter((name) => !isAbsent(name, env)).map(
      async (name) => [name, await selfTest(name, env, liveTools)] as const,
    ),
  );
  return Object.fromEntries(found);
}

/** One that was never set up is no fault while its way to pay is switched off; what it lacks is named all the same. */
function gatewayHealth(env: Env, name: GatewayName, flags: Flags | null): Health {
  const gateway = gatewayFor(name, env, liveTools);
  if (gateway.ok) return { ok: true };
  const isWanted = flags === null || flags[payWayFlag(PAY_WAYS[name])].value;
  return { ok: isAbsent(name, env) && !isWanted, detail: gateway.error.how };
}

/** Nobody may frame the portal until somebody is named, and that is no fault. */
function embedHealth(env: Env): Health {
  const origins = readEmbedOrigins(env);
  return origins.ok ? { ok: true } : { ok: false, detail: origins.error.how };
}

/** Told only where somebody asked for an archive. */
function archiveHealth(env: Env, settings: Settings | null): { archive?: Health } {
  if (!settings?.archive_after_days.value) return {};
  const detail =
    "archive_after_days is set and nothing is archived: bind an R2 bucket as ARCHIVE in wrangler.toml, or delete the setting";
  return { archive: env.ARCHIVE ? { ok: true } : { ok: false, detail } };
}

function identityHealth(env: Env): Health {
  const faults = new Map<string, string>();
  for (const part of [bearerConfig(env), providerConfig(env), sessionSecrets(env)])
    if (!part.ok) faults.set(part.error.variable, part.error.how);
  return faults.size === 0 ? { ok: true } : { ok: false, detail: [...faults.values()].join(" ") };
}
