import app from "./app.ts";
import type { Env } from "./env.ts";
import { runJobs } from "./jobs/all.ts";

export { AccountObject } from "./objects/account/object.ts";
export { OrderObject } from "./objects/order/object.ts";

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await runJobs(env);
  },
} satisfies ExportedHandler<Env>;
