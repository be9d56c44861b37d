import { createMiddleware } from "hono/factory";
import { recallFlags } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { refuse } from "../../core/problem.ts";

/** The lock: nothing of the portal answers while it is closed. */
export const open = createMiddleware<AppEnv>(async (c, next) => {
  const flags = await recallFlags(c.env);
  return flags.customer_portal_status.value ? next() : refuse(c, "CENTER_CLOSED");
});
