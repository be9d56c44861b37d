import type { BillingVariables } from "../../billing/connect.ts";
import type { StoreBindings } from "../../store/bindings.ts";

/** What an AccountObject needs of the environment. */
export interface AccountEnv extends StoreBindings, BillingVariables {}
