import type { Context } from "hono";
import { type CreditSystem, creditSystem } from "../../../store/plans.ts";
import type { Flags } from "../../../store/settings.ts";
import type { AppEnv } from "../app-env.ts";

/** All that decides about credits, as a request may see it. */
export const creditSystemOf = <E extends AppEnv>(c: Context<E>): Promise<CreditSystem> =>
  creditSystem(c.env, { nowMs: Date.now(), later: (work) => c.executionCtx.waitUntil(work) });

/** Whether packs are sold: by the first system only, and where the operator does not stop it. */
export const sellsPacks = ({ rules }: CreditSystem, flags: Flags): boolean =>
  rules.versions.current === "v1" && flags.credit_purchases_status.value;
