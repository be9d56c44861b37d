import type { PaymentVariables } from "../../payments/registry.ts";
import type { StoreBindings } from "../../store/bindings.ts";
import type { AccountObject } from "../account/object.ts";

/** What an OrderObject needs of the environment: accounts to grant to, gateways to ask, and D1. */
export interface OrderEnv extends Pick<StoreBindings, "DB">, PaymentVariables {
  ACCOUNTS: DurableObjectNamespace<AccountObject>;
}
