import type { Configured, Variables } from "../config/variables.ts";
import type { Language } from "../domain/language.ts";
import type { Capabilities, Gateway } from "./port.ts";
import type { GatewayTools } from "./tools.ts";

/**
 * What the product knows of a gateway whether or not it is set up, and how it is built from its variables. `Name`: the
 * variables that it reads. What the rest of the code would ask by a gateway's name stands here as data.
 */
export interface GatewayDescriptor<Name extends string> {
  /** As customers know it. */
  label: Record<Language, string>;
  /** Path of its mark on the page. */
  logo: string;
  capabilities: Capabilities;
  /** Longest address for notifications that it takes, characters. */
  notifyUrlLengthMax: number;
  /** The HTTP status that turns away a message which is not genuine. */
  refusalStatus: 400 | 401;
  variables: {
    /** Where the gateway is reached. */
    address: Name;
    /** Who we are there: a proof about anyone else is not about our order. Null where proofs name nobody. */
    merchantId: Name | null;
    appId: Name | null;
    /** Those that hold keys. */
    keys: readonly Name[];
  };
  /** The gateway, or the first variable that keeps it from working. */
  create(env: Variables<Name>, tools: GatewayTools): Configured<Gateway>;
}
