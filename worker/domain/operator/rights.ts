/**
 * What each role of the console may do (docs/decisions/0025-console-roles.md). Pure; the page mirrors it by
 * `GET /api/console/me`.
 */

export const ROLES = ["owner", "finance", "support", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Each right with those who have it. */
export const RIGHTS = {
  /** Lists, files and pages. */
  read: ["owner", "finance", "support", "viewer"],
  /** Acts that move an order on and take nothing back: asking the gateway, granting again, closing what nobody paid. */
  orders: ["owner", "finance", "support"],
  /** Ending a customer's sessions. */
  sessions: ["owner", "finance", "support"],
  /** Refunds, adjustments, debts, plans given or ended, credits renewed by hand; setting aside what needs attention. */
  money: ["owner", "finance"],
  /** Invoices, credit notes, fapiao, the seller's profile. */
  invoices: ["owner", "finance"],
  /** What is on sale, and at which price. */
  catalog: ["owner"],
  /** Flags, texts and the credit system. */
  settings: ["owner"],
  /** API keys of host products. */
  keys: ["owner"],
  /** Who is an operator, in which role. */
  people: ["owner"],
  /** What operators did. */
  audit: ["owner", "finance"],
} as const satisfies Record<string, readonly Role[]>;
export type Right = keyof typeof RIGHTS;

export const hasRight = (role: Role, right: Right): boolean =>
  (RIGHTS[right] as readonly Role[]).includes(role);

export const rightsOf = (role: Role): Right[] =>
  (Object.keys(RIGHTS) as Right[]).filter((right) => hasRight(role, right));

/** What was written down of a person; `none` shuts out whom the provider itself calls an operator. */
export type WrittenRole = Role | "none";

/**
 * The role in which somebody acts; null for who is no operator. OPERATOR_SUBJECTS are owners whatever is written, so that
 * nobody is locked out of their own console. A role that was written goes before the provider's claim, which alone makes an
 * owner, as it did before there were roles.
 */
export function roleOf(known: {
  isNamed: boolean;
  written: WrittenRole | null;
  claimsOperator: boolean;
}): Role | null {
  if (known.isNamed) return "owner";
  if (known.written !== null) return known.written === "none" ? null : known.written;
  return known.claimsOperator ? "owner" : null;
}
