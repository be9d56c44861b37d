import type { HttpEnv } from "./http/core/variables.ts";
import type { AccountEnv } from "./objects/account/env.ts";
import type { OrderEnv } from "./objects/order/env.ts";
import type { OrderObject } from "./objects/order/object.ts";
import type { StoreBindings } from "./store/bindings.ts";

/**
 * Bindings and variables as wrangler hands them over, put together from what each part declares. Only what stands above
 * all parts (http, jobs, the app) knows the whole. README.md (Configure) says what each variable means.
 */
export interface Env extends StoreBindings, AccountEnv, OrderEnv, HttpEnv {
  ORDERS: DurableObjectNamespace<OrderObject>;
}
