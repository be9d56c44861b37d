import { sValidator } from "@hono/standard-validator";
import type { Context, MiddlewareHandler, ValidationTargets } from "hono";
import * as v from "valibot";
import type { AppEnv } from "./app-env.ts";
import type { FailureCode } from "./errors.ts";
import { refuse } from "./problem.ts";

/**
 * What any route can answer that looks at who is asking: the token may be bad, or not checkable; and a socket by cookie that
 * another site's page asks for is refused wherever it knocks.
 */
export const FOR_CALLERS = [
  "UNAUTHENTICATED",
  "NOT_CONFIGURED",
  "UNAVAILABLE",
  "ORIGIN_REFUSED",
] as const;

/** What any route can answer that takes a customer's JSON. */
export const FOR_WRITES = [...FOR_CALLERS, "BODY_TOO_LARGE", "INVALID_REQUEST"] as const;

export interface Answer {
  description: string;
  /** Of the body, or null when that is no JSON. */
  schema: v.GenericSchema | null;
  /** Content type of a body that is no JSON. Without it, and without a schema, there is no body. */
  type?: string;
  /** Of the JSON that a frame is answered instead, where another answer leads to a place that no frame may show. */
  inFrame?: v.GenericSchema;
  /** Headers that matter, by name: what they say. Each answer has them, but for what a frame is told instead. */
  headers?: Record<string, string>;
  /** Those that some answers have. */
  someHeaders?: Record<string, string>;
}

export interface Description {
  tag: string;
  summary: string;
  /** By success status. */
  answers: Record<number, Answer>;
  refusals?: readonly FailureCode[];
  /** Headers that a call must carry. */
  headers?: Record<string, string>;
  /** Other parameters than a schema checks: what each means. `in` is "query" unless told, path parameters are found. */
  parameters?: Record<string, { in?: "query" | "header" | "path"; description: string }>;
  /** A body that no schema of ours checks: a gateway's, or handed on. */
  body?: { description: string; type: string };
  /** By which schemes of the document a caller is known; left out where a guest is welcome. */
  security?: Record<string, string[]>[];
}

/** A customer, by session or by the host product's token. */
export const BY_CUSTOMER: Record<string, string[]>[] = [{ session: [] }, { bearer: [] }];
/** A host product's frame. Where it comes beside a customer, the document adds it (openapi/callers.ts). */
export const BY_PORTAL: Record<string, string[]>[] = [{ portalToken: [] }];
/** A host product's backend. */
export const BY_HOST: Record<string, string[]>[] = [{ apiKey: [] }];

/** What a middleware adds to its route's operation. Only worker/http/core/openapi reads it, when the document is asked for. */
export interface Part {
  description?: Description;
  checks?: { target: keyof ValidationTargets; schema: v.GenericSchema };
}

const parts = new WeakMap<object, Part>();

export const partOf = (handler: object): Part | undefined => parts.get(handler);

/** Describes a route for the OpenAPI document. Costs a request nothing but the step. */
export function describe(description: Description): MiddlewareHandler {
  const middleware: MiddlewareHandler = (_c, next) => next();
  parts.set(middleware, { description });
  return middleware;
}

/** Validates one part of a request by its schema; what does not fit is refused with the fields at fault. */
export function valid<S extends v.GenericSchema, T extends keyof ValidationTargets>(
  target: T,
  schema: S,
) {
  const check = sValidator(target, schema, (result, c) => {
    if (result.success) return undefined;
    const fields = result.error.map((issue) => ({
      field: (issue.path ?? [])
        .map((part) => String(typeof part === "object" ? part.key : part))
        .join("."),
      message: issue.message,
    }));
    return refuse(c as unknown as Context<AppEnv>, "INVALID_REQUEST", fields);
  });
  const middleware =
    target === "json" ? (withEmptyBody(schema, check as never) as unknown as typeof check) : check;
  parts.set(middleware, { checks: { target, schema } });
  return middleware;
}

/** Takes a body that is left out, where nothing in it is needed, as one in which nothing is said. */
function withEmptyBody(schema: v.GenericSchema, check: MiddlewareHandler): MiddlewareHandler {
  let isLenient: boolean | undefined; // Asked when the first request comes: all of them at start-up cost a millisecond.
  return async (c, next) => {
    isLenient ??= needsNothing(schema);
    const kept = c.req.bodyCache as { text?: Promise<string> };
    if (isLenient && (await c.req.text()).trim() === "") kept.text = Promise.resolve("{}");
    return check(c, next);
  };
}

/** Whether a body may be left out: nothing in it is needed. */
export const needsNothing = (schema: v.GenericSchema): boolean => v.safeParse(schema, {}).success;
