import type { Right, Role } from "../api/types.ts";

export const ROLES: readonly Role[] = ["owner", "finance", "support", "viewer"];

/** As worker/domain/operator/rights.ts has it, which decides; a test compares the two. */
export const ROLES_WITH: Record<Right, readonly Role[]> = {
  read: ["owner", "finance", "support", "viewer"],
  orders: ["owner", "finance", "support"],
  sessions: ["owner", "finance", "support"],
  money: ["owner", "finance"],
  invoices: ["owner", "finance"],
  catalog: ["owner"],
  settings: ["owner"],
  keys: ["owner"],
  people: ["owner"],
  audit: ["owner", "finance"],
};
