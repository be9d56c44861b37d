import * as v from "valibot";
import { RIGHTS, type Right, ROLES } from "../../../../domain/operator/rights.ts";
import { customerId, instant } from "../../../core/schemas.ts";

export const OfSubject = v.object({ subject: customerId });

const role = v.pipe(
  v.picklist(ROLES),
  v.description(
    "owner: everything; finance: money, invoices and the audit; support: what moves orders on; viewer: looks",
  ),
);

export const GiveRole = v.object({ role });

export const ConsoleMe = v.object({
  id: v.string(),
  username: v.string(),
  role,
  rights: v.array(v.picklist(Object.keys(RIGHTS) as Right[])),
});

export const ConsoleOperator = v.object({
  subject: v.pipe(v.string(), v.description("The `sub` of the identity provider")),
  role: v.pipe(
    v.picklist([...ROLES, "none"]),
    v.description("none: shut out, whatever the provider says"),
  ),
  fixed: v.pipe(v.boolean(), v.description("Named by OPERATOR_SUBJECTS: changed only there")),
  changedAt: v.nullable(instant),
  changedBy: v.nullable(v.string()),
});

export const ConsoleOperators = v.object({ items: v.array(ConsoleOperator) });

export const COMPONENTS = { ConsoleMe, ConsoleOperator };

export type ConsoleMe = v.InferOutput<typeof ConsoleMe>;
export type ConsoleOperator = v.InferOutput<typeof ConsoleOperator>;
