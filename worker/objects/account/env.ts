import type { StoreBindings } from "../../store/bindings.ts";

/** What an AccountObject needs of the environment. */
export type AccountEnv = StoreBindings;
