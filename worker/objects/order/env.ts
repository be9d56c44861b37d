import type { PaymentVariables } from "../../payments/registry.ts";
import type { StoreBindings } from "../../store/bindings.ts";
import type { AccountObject } from "../account/object.ts";

/** What an OrderObject needs of the environment: accounts to grant to, gateways to ask, D1, and the settings that decide about plans. */
export interface OrderEnv extends StoreBindings, PaymentVariables {
  ACCOUNTS: DurableObjectNamespace<AccountObject>;
}
