import type { ValidationTargets } from "hono";
import type * as v from "valibot";
import type { Answer, Description } from "../describe.ts";
import { BY_CUSTOMER } from "../describe.ts";
import { FAILURES, type FailureCode } from "../errors.ts";
import { EXAMPLES } from "./examples.ts";
import { exampleValue, IN_PATHS, SHARED_PARAMETERS } from "./parameters.ts";
import { problemAnswer } from "./problems.ts";
import { COMPONENTS, nameOf, openShapeOf, type Shape, shapeOf } from "./shapes.ts";

export interface Route {
  method: string;
  /** As OpenAPI writes it: `/orders/{id}`. */
  path: string;
  description: Description;
  checks: { target: keyof ValidationTargets; schema: v.GenericSchema }[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Shape;
  example?: unknown;
}

export type Examples = Record<string, { $ref: string } | { summary: string; value: unknown }>;
export type Content = Record<string, { schema: Shape; examples?: Examples }>;

export interface Answered {
  description: string;
  headers?: Record<string, { description: string; schema: Shape }>;
  content?: Content;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  security?: Record<string, string[]>[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; description?: string; content: Content };
  responses: Record<string, Answered>;
}

export function operationOf(route: Route): Operation {
  const { tag, summary, security, refusals = [] } = route.description;
  // Whoever must be signed in is refused with this code, so the refusals say which routes are closed to guests.
  const closed = security ?? (refusals.includes("UNAUTHENTICATED") ? BY_CUSTOMER : undefined);
  const operationId = idOf(route);
  const requestBody = bodyOf(route, operationId);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(closed ? { security: closed } : {}),
    parameters: [
      ...parametersOf(route, operationId),
      ...Object.keys(SHARED_PARAMETERS).map((name) => ({
        $ref: `#/components/parameters/${name}`,
      })),
    ],
    ...(requestBody ? { requestBody } : {}),
    responses: answersOf(route, operationId),
  };
}

/** `getAccountOrdersById`: as stable as the method and the path, which are the contract. */
function idOf({ method, path }: Route): string {
  const words = path
    .replace(/^\/api\//, "")
    .replaceAll("{", "by-")
    .split(/[^A-Za-z0-9]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return method + name;
}

function parametersOf(route: Route, operationId: string): Parameter[] {
  const { headers = {}, parameters = {} } = route.description;
  const text: Shape = { type: "string" };
  const found: Parameter[] = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
      name,
      in: "path",
      required: true,
      description: parameters[name]?.description ?? IN_PATHS[name] ?? "",
      schema: text,
    })),
    ...route.checks
      .filter(({ target }) => target === "query")
      .flatMap(({ schema }) => asked(schema)),
    ...Object.entries(parameters)
      .filter(([, parameter]) => parameter.in !== "path")
      .map(([name, { in: place = "query", description }]) => ({
        name,
        in: place,
        description,
        schema: text,
      })),
    ...Object.entries(headers).map(([name, description]) => ({
      name,
      in: "header",
      required: true,
      description,
      schema: text,
    })),
  ];
  return found.map((parameter) => {
    const example = exampleValue(operationId, parameter.name);
    return example === undefined ? parameter : { ...parameter, example };
  });
}

/** A question's entries, each a parameter. */
function asked(schema: v.GenericSchema): Parameter[] {
  const { properties = {}, required = [] } = openShapeOf(schema);
  return Object.entries(properties).map(([name, { description, ...shape }]) => {
    const meaning = description ?? COMPONENTS[shape.$ref?.split("/").pop() ?? ""]?.description;
    return {
      name,
      in: "query",
      ...(required.includes(name) ? { required: true } : {}),
      ...(meaning ? { description: meaning } : {}),
      schema: shape,
    };
  });
}

function bodyOf({ description, checks }: Route, operationId: string) {
  const json = checks.find(({ target }) => target === "json");
  if (json)
    return {
      required: true,
      content: {
        "application/json": {
          schema: shapeOf(json.schema),
          ...examplesOf(`${operationId} request`, json.schema),
        },
      },
    };
  const { body } = description;
  if (!body) return undefined;
  return {
    required: true,
    description: body.description,
    content: { [body.type]: { schema: plain(body.type), ...examplesOf(`${operationId} request`) } },
  };
}

function answersOf(route: Route, operationId: string): Record<string, Answered> {
  const answers: Record<string, Answered> = {};
  for (const [status, answer] of Object.entries(route.description.answers))
    answers[status] = answered(answer, `${operationId} ${status}`);
  for (const [status, codes = []] of Object.entries(
    Object.groupBy(refusalsOf(route), (code) => String(FAILURES[code].status)),
  )) {
    const own = answers[status];
    const problem = problemAnswer(codes);
    answers[status] = own
      ? {
          description: `${own.description}\n\n${problem.description}`,
          ...(own.headers || problem.headers
            ? { headers: { ...own.headers, ...problem.headers } }
            : {}),
          content: { ...own.content, ...problem.content },
        }
      : problem;
  }
  return answers;
}

/** What the route says, and what every route can answer that runs, has a body, or checks a part of the request. */
const refusalsOf = ({ method, description, checks }: Route): Set<FailureCode> =>
  new Set<FailureCode>([
    ...(description.refusals ?? []),
    ...(method === "get" ? [] : ["BODY_TOO_LARGE" as const]),
    ...(checks.length > 0 ? ["INVALID_REQUEST" as const] : []),
    "INTERNAL",
  ]);

function answered({ description, schema, type, headers }: Answer, key: string): Answered {
  const said = Object.entries(headers ?? {}).map(([name, text]) => [
    name,
    { description: text, schema: { type: "string" } },
  ]);
  const content: Content | undefined = schema
    ? { [type ?? "application/json"]: { schema: shapeOf(schema), ...examplesOf(key, schema) } }
    : type
      ? { [type]: { schema: plain(type), ...examplesOf(key) } }
      : undefined;
  return {
    description,
    ...(said.length > 0 ? { headers: Object.fromEntries(said) } : {}),
    ...(content ? { content } : {}),
  };
}

/** A body that no schema of ours describes. */
const plain = (type: string): Shape => ({
  type: type === "application/json" ? "object" : "string",
});

/** Those of the operation first, else those of the schema. */
function examplesOf(key: string, schema?: v.GenericSchema): { examples?: Examples } {
  const found = EXAMPLES[key] ?? (schema ? EXAMPLES[nameOf(schema) ?? ""] : undefined);
  if (!found) return {};
  const named = Object.entries(found).map(([summary, value]) => [
    summary.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    { summary, value },
  ]);
  return { examples: Object.fromEntries(named) };
}
