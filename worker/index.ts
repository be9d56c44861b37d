import app from "./app.ts";
import type { Env } from "./env.ts";
import { runJobs } from "./jobs/all.ts";

export { AccountObject } from "./objects/account.ts";
export { OrderObject } from "./objects/order.ts";

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await runJobs(env);
  },
} satisfies ExportedHandler<Env>;
