import { Hono } from "hono";
import * as v from "valibot";
import { faultText } from "../../domain/fault.ts";
import type { GatewayName } from "../../domain/order/payway.ts";
import type { Env } from "../../env.ts";
import { gatewayFor } from "../../payments/registry.ts";
import { liveTools } from "../../payments/tools.ts";
import { readFlags } from "../../store/settings.ts";
import type { AppEnv } from "../app-env.ts";
import { bearerConfig, providerConfig } from "../auth/provider.ts";
import { sessionSecrets } from "../auth/session.ts";
import { describe } from "../describe.ts";

const Health = v.object({
  ok: v.boolean(),
  /** What to mend. Names a variable, never shows its content. */
  detail: v.optional(v.string()),
});

const Status = v.object({
  status: v.picklist(["ok", "degraded"]),
  time: v.pipe(v.string(), v.isoTimestamp()),
  dependencies: v.record(v.string(), Health),
  flags: v.record(
    v.string(),
    v.object({ value: v.boolean(), source: v.picklist(["kv", "default", "malformed"]) }),
  ),
});

type Health = v.InferOutput<typeof Health>;

/** Health of each dependency, and the flags as they are read now. */
export const status = new Hono<AppEnv>().get(
  "/",
  describe({
    tag: "Operation",
    summary: "Health of each dependency, and the operator's flags",
    answers: {
      200: { description: "All is well", schema: Status },
      503: { description: "Something in `dependencies` needs mending", schema: Status },
    },
  }),
  async (c) => {
    const [database, flags, orders, accounts] = await Promise.all([
      healthOf(async () => void (await c.env.DB.prepare("SELECT 1 FROM orders LIMIT 1").all())),
      readFlags(c.env.CONFIG).catch(() => null),
      healthOf(
        async () => void (await c.env.ORDERS.get(c.env.ORDERS.idFromName("status")).attend()),
      ),
      healthOf(
        async () =>
          void (await c.env.ACCOUNTS.get(c.env.ACCOUNTS.idFromName("status")).cozePackage()),
      ),
    ]);
    const dependencies: Record<string, Health> = {
      database,
      config: flags
        ? { ok: true }
        : { ok: false, detail: "the KV namespace bound as CONFIG does not answer" },
      orders,
      accounts,
      identity: identityHealth(c.env),
      wechat: gatewayHealth(c.env, "wechat"),
      alipay: gatewayHealth(c.env, "alipay"),
    };
    const healthy = Object.values(dependencies).every((health) => health.ok);
    const body = {
      status: healthy ? ("ok" as const) : ("degraded" as const),
      time: new Date().toISOString(),
      dependencies,
      flags: flags ?? {},
    };
    return c.json(body, healthy ? 200 : 503, { "cache-control": "no-store" });
  },
);

async function healthOf(probe: () => Promise<void>): Promise<Health> {
  try {
    await probe();
    return { ok: true };
  } catch (error) {
    console.error("a dependency does not answer", {
      error: faultText(error),
    });
    return { ok: false, detail: "does not answer; see the Worker's log" };
  }
}

function gatewayHealth(env: Env, name: GatewayName): Health {
  const gateway = gatewayFor(name, env, liveTools);
  return gateway.ok ? { ok: true } : { ok: false, detail: gateway.error.how };
}

function identityHealth(env: Env): Health {
  const faults = new Map<string, string>();
  for (const part of [bearerConfig(env), providerConfig(env), sessionSecrets(env)])
    if (!part.ok) faults.set(part.error.variable, part.error.how);
  return faults.size === 0 ? { ok: true } : { ok: false, detail: [...faults.values()].join(" ") };
}
