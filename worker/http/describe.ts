import type { Context, ValidationTargets } from "hono";
import { type DescribeRouteOptions, describeRoute, resolver, validator } from "hono-openapi";
import type * as v from "valibot";
import type { AppEnv } from "./app-env.ts";
import { FAILURES, type FailureCode } from "./errors.ts";
import { refuse } from "./problem.ts";
import { Problem } from "./schemas.ts";

/** What any route can answer that looks at who is asking: the token may be bad, or not checkable. */
export const FOR_CALLERS = ["UNAUTHENTICATED", "NOT_CONFIGURED", "UNAVAILABLE"] as const;

/** What any route can answer that takes a customer's JSON. */
export const FOR_WRITES = [
  ...FOR_CALLERS,
  "ORIGIN_REFUSED",
  "BODY_TOO_LARGE",
  "INVALID_REQUEST",
] as const;

interface Description {
  tag: string;
  summary: string;
  /** Success status -> its body's schema, or null for no JSON body. */
  answers: Record<number, { description: string; schema: v.GenericSchema | null }>;
  refusals?: readonly FailureCode[];
  /** Headers that a call must carry. */
  headers?: Record<string, string>;
  /** By which schemes of the document a caller is known; left out where a guest is welcome. */
  security?: DescribeRouteOptions["security"];
}

/** A customer, by session or by the host product's token. */
export const BY_CUSTOMER: Record<string, string[]>[] = [{ session: [] }, { bearer: [] }];
/** A host product's backend. */
export const BY_HOST: Record<string, string[]>[] = [{ apiKey: [] }];

/** Describes a route for the OpenAPI document: its answers from their schemas, its refusals from the table of codes. */
export function describe({
  tag,
  summary,
  answers,
  refusals = [],
  headers = {},
  security,
}: Description) {
  const responses: NonNullable<DescribeRouteOptions["responses"]> = {};
  for (const [status, { description, schema }] of Object.entries(answers))
    responses[status] = schema
      ? { description, content: { "application/json": { schema: resolver(schema) } } }
      : { description };
  const codesByStatus = Object.groupBy(new Set<FailureCode>([...refusals, "INTERNAL"]), (code) =>
    String(FAILURES[code].status),
  );
  for (const [status, codes] of Object.entries(codesByStatus))
    responses[status] ??= {
      description: (codes ?? [])
        .map((code) => `\`${code}\`: ${FAILURES[code].text.en}`)
        .join("\n\n"),
      content: { "application/problem+json": { schema: resolver(Problem) } },
    };
  const parameters = Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header" as const,
    required: true,
    description,
    schema: { type: "string" as const },
  }));
  // Whoever must be signed in is refused with this code, so the refusals say which routes are closed to guests.
  const closed = security ?? (refusals.includes("UNAUTHENTICATED") ? BY_CUSTOMER : undefined);
  return describeRoute({
    tags: [tag],
    summary,
    responses,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(closed ? { security: closed } : {}),
  });
}

/** Validates one part of a request by its schema; what does not fit is refused with the fields at fault. */
export function valid<S extends v.GenericSchema, T extends keyof ValidationTargets>(
  target: T,
  schema: S,
) {
  return validator(target, schema, (result, c) => {
    if (result.success) return undefined;
    const fields = result.error.map((issue) => ({
      field: (issue.path ?? [])
        .map((part) => String(typeof part === "object" ? part.key : part))
        .join("."),
      message: issue.message,
    }));
    return refuse(c as unknown as Context<AppEnv>, "INVALID_REQUEST", fields);
  });
}
