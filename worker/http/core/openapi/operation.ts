import type { ValidationTargets } from "hono";
import type * as v from "valibot";
import { type Answer, type Description, needsNothing } from "../describe.ts";
import { FAILURES, type FailureCode } from "../errors.ts";
import { frameRefusals, keyScopeNeeded, scopeRefusals, securityOf } from "./callers.ts";
import { EXAMPLE_VALUES, IN_PATHS, SHARED_PARAMETERS } from "./parameters.ts";
import type { DocumentParts } from "./parts.ts";
import { problemAnswer } from "./problems.ts";
import type { Shape, Shapes } from "./shapes.ts";
import type { Answered, Content, Examples, Operation, Parameter } from "./types.ts";

export interface Route {
  method: string;
  /** As OpenAPI writes it: `/orders/{id}`. */
  path: string;
  description: Description;
  checks: { target: keyof ValidationTargets; schema: v.GenericSchema }[];
}

/** What every operation of a document is written from. */
interface Sources {
  parts: DocumentParts;
  shapes: Shapes;
}

export function operationOf(route: Route, sources: Sources): Operation {
  const { tag, summary } = route.description;
  const security = securityOf(route);
  const scope = keyScopeNeeded(route);
  const operationId = idOf(route);
  const requestBody = bodyOf(route, operationId, sources);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(scope ? { description: `The API key needs the scope \`${scope}\`.` } : {}),
    ...(security ? { security } : {}),
    parameters: [
      ...parametersOf(route, operationId, sources),
      ...Object.keys(SHARED_PARAMETERS).map((name) => ({
        $ref: `#/components/parameters/${name}`,
      })),
    ],
    ...(requestBody ? { requestBody } : {}),
    responses: answersOf(route, operationId, sources),
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

function parametersOf(route: Route, operationId: string, sources: Sources): Parameter[] {
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
      .flatMap(({ schema }) => asked(schema, sources.shapes)),
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
    const { name } = parameter;
    const example = sources.parts.parameters[operationId]?.[name] ?? EXAMPLE_VALUES[name];
    return example === undefined ? parameter : { ...parameter, example };
  });
}

/** A question's entries, each a parameter. */
function asked(schema: v.GenericSchema, shapes: Shapes): Parameter[] {
  const { properties = {}, required = [] } = shapes.openShapeOf(schema);
  return Object.entries(properties).map(([name, { description, ...shape }]) => {
    const named = shapes.components[shape.$ref?.split("/").pop() ?? ""];
    const meaning = description ?? named?.description;
    return {
      name,
      in: "query",
      ...(required.includes(name) ? { required: true } : {}),
      ...(meaning ? { description: meaning } : {}),
      schema: shape,
    };
  });
}

function bodyOf({ description, checks }: Route, operationId: string, sources: Sources) {
  const json = checks.find(({ target }) => target === "json");
  if (json)
    return {
      required: !needsNothing(json.schema),
      content: {
        "application/json": {
          schema: sources.shapes.shapeOf(json.schema),
          ...examplesOf(sources, `${operationId} request`, json.schema),
        },
      },
    };
  const { body } = description;
  if (!body) return undefined;
  return {
    required: true,
    description: body.description,
    content: {
      [body.type]: {
        schema: plain(body.type),
        ...examplesOf(sources, `${operationId} request`),
      },
    },
  };
}

function answersOf(route: Route, operationId: string, sources: Sources): Record<string, Answered> {
  const answers: Record<string, Answered> = {};
  for (const [status, answer] of Object.entries(route.description.answers))
    answers[status] = answered(answer, `${operationId} ${status}`, sources);
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
const refusalsOf = (route: Route): Set<FailureCode> =>
  new Set<FailureCode>([
    ...(route.description.refusals ?? []),
    ...scopeRefusals(route),
    ...frameRefusals(route),
    ...(route.method === "get" ? [] : ["BODY_TOO_LARGE" as const]),
    ...(route.checks.length > 0 ? ["INVALID_REQUEST" as const] : []),
    "INTERNAL",
  ]);

function answered(
  { description, schema, type, inFrame, headers = {}, someHeaders = {} }: Answer,
  key: string,
  sources: Sources,
): Answered {
  const said = Object.entries({ ...headers, ...someHeaders }).map(([name, text]) => [
    name,
    { description: text, required: name in headers && !inFrame, schema: { type: "string" } },
  ]);
  const content: Content | undefined = schema
    ? {
        [type ?? "application/json"]: {
          schema: sources.shapes.shapeOf(schema),
          ...examplesOf(sources, key, schema),
        },
      }
    : type
      ? { [type]: { schema: plain(type), ...examplesOf(sources, key) } }
      : undefined;
  if (content && inFrame)
    content["application/json"] = {
      schema: sources.shapes.shapeOf(inFrame),
      ...examplesOf(sources, `${key} in a frame`, inFrame),
    };
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
function examplesOf(
  { parts, shapes }: Sources,
  key: string,
  schema?: v.GenericSchema,
): { examples?: Examples } {
  const found = parts.examples[key] ?? parts.examples[(schema && shapes.nameOf(schema)) ?? ""];
  if (!found) return {};
  const named = Object.entries(found).map(([summary, value]) => [
    summary.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    { summary, value },
  ]);
  return { examples: Object.fromEntries(named) };
}
