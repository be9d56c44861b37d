import app from "./app.ts";
import type { Env } from "./env.ts";
import { sweepOrders } from "./jobs/sweep.ts";

export { AccountObject } from "./objects/account.ts";
export { OrderObject } from "./objects/order.ts";

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await sweepOrders(env, Date.now());
  },
} satisfies ExportedHandler<Env>;
