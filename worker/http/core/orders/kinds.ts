import type { Context } from "hono";
import { isOrderKind, type OrderKind } from "../../../domain/catalog/sale.ts";
import { PORTAL_KINDS } from "../../../domain/portal/token.ts";
import type { AppEnv } from "../app-env.ts";

/** Whether the caller may ask about orders of this kind: a host's frame only about what it sells. */
export const isKindFor = <E extends AppEnv>(c: Context<E>, kind: string): kind is OrderKind =>
  isOrderKind(kind) &&
  ((c as unknown as Context<AppEnv>).get("portal") === null || PORTAL_KINDS.includes(kind));
