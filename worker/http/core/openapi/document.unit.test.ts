import { createRequire } from "node:module";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, test } from "vitest";
import app from "../../../app.ts";
import { FAILURES, type FailureCode } from "../errors.ts";
import type { Document } from "./document.ts";
import { parametersOf, resolved } from "./page-operation.ts";
import type { Answered, Parameter } from "./types.ts";

// Read as a client reads it: from the wire.
const document = (await (await app.request("/api/openapi.json", undefined, {})).json()) as Document;

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);

test("the document is valid OpenAPI 3.1 to an independent judge", async () => {
  const judge = new Validator();
  const verdict = await judge.validate(structuredClone(document) as never);
  expect(verdict.errors ?? []).toEqual([]);
  expect(verdict.valid).toBe(true);
  expect(judge.version).toBe("3.1");
  expect(() => judge.resolveRefs()).not.toThrow();
});

test("the judge finds fault with a document that is not valid", async () => {
  const { info, ...broken } = structuredClone(document);
  expect((await new Validator().validate(broken as never)).valid).toBe(false);
});

test("every route of the app is in the document: one without `describe` is not", () => {
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(operations.map(([name]) => name).sort()).toEqual([...new Set(routes)].sort());
});

test("operation ids are unique", () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("an object that two operations share is a component", () => {
  const seen = new Map<string, Set<string>>();
  const note = (place: string, part: unknown) => {
    if (typeof part !== "object" || part === null) return;
    const { properties } = part as { properties?: object };
    if (properties && !("$ref" in part) && Object.keys(properties).length > 3) {
      const text = JSON.stringify(part);
      seen.set(text, (seen.get(text) ?? new Set()).add(place));
    }
    for (const child of Object.values(part)) note(place, child);
  };
  for (const [name, operation] of operations) note(name, operation);
  for (const [name, shape] of Object.entries(document.components.schemas)) note(name, shape);
  expect([...seen].filter(([, places]) => places.size > 1)).toEqual([]);
});

describe.each(operations)("%s", (_name, operation) => {
  test("says what it is", () => {
    expect(operation.operationId).toMatch(/^[a-z]+([A-Z][A-Za-z]*)+$/);
    expect(operation.summary).toMatch(/\S/);
    expect(operation.tags).toHaveLength(1);
    const tag = document.tags.find(({ name }) => name === operation.tags[0]);
    expect(tag?.description, "name its area in document-parts.ts").toMatch(/\S/);
  });

  test("says by whom it is called", () => {
    const known = Object.keys(document.components.securitySchemes);
    for (const scheme of operation.security ?? [])
      for (const name of Object.keys(scheme)) expect(known).toContain(name);
    const codes = codesOf(operation.responses);
    // Whoever asks for a sign-in says which.
    if (codes.includes("FORBIDDEN")) expect(operation.security).toBeDefined();
  });

  test("describes each parameter, with an example", () => {
    for (const { name, description, schema, example } of parametersOf(document, operation)) {
      expect(description, `${name}: describe it, or add it to parameters.ts`).toMatch(/\S/);
      expect(schema.type ?? schema.enum ?? schema.$ref, name).toBeDefined();
      expect(example, `${name}: add it to EXAMPLE_VALUES in parameters.ts`).toBeDefined();
    }
  });

  test("shows an example of each body, and each fits its schema", () => {
    const bodies = { request: operation.requestBody, ...operation.responses };
    for (const [place, body] of Object.entries(bodies))
      for (const [type, { schema, examples }] of Object.entries(body?.content ?? {})) {
        const key = `${operation.operationId} ${place}`;
        const shown = Object.values(resolved(document, examples));
        expect(shown.length, `no example: add "${key}" to its area's examples.ts`).toBeGreaterThan(
          0,
        );
        for (const { summary, value } of shown) {
          expect(summary, key).toMatch(/\S/);
          expect(faultsOf(schema, value), `${key}, ${type}: ${summary}`).toEqual([]);
        }
      }
  });

  test("shows an example of each refusal, under its status, with the codes in one list", () => {
    for (const [status, answer] of Object.entries(operation.responses)) {
      const problem = answer.content?.["application/problem+json"];
      if (!problem) continue;
      expect(problem.schema.$ref).toBe("#/components/schemas/Problem");
      const codes = problem.schema.properties?.code?.enum as FailureCode[];
      expect(Object.keys(problem.examples ?? {})).toEqual(codes);
      for (const code of codes) {
        expect(FAILURES[code].status).toBe(Number(status));
        expect(answer.description).toContain(FAILURES[code].text.en);
      }
    }
  });

  test("names the headers that go with a refusal", () => {
    expect(operation.responses[429] === undefined).toBe(
      operation.responses[429]?.headers?.["retry-after"] === undefined,
    );
    expect(operation.responses[402] === undefined).toBe(
      operation.responses[402]?.headers?.["x-balance-available"] === undefined,
    );
  });

  test("promises a header for good only where each code of the status has it", () => {
    const always = [
      "TOO_MANY_REQUESTS",
      "ADJUSTMENT_LIMIT",
      "INSUFFICIENT_BALANCE",
      "KEY_SCOPE_MISSING",
    ];
    for (const answer of Object.values(operation.responses)) {
      const problem = answer.content?.["application/problem+json"];
      const codes = (problem?.schema.properties?.code?.enum ?? []) as FailureCode[];
      if (Object.keys(answer.content ?? {}).length !== 1 || codes.length === 0) continue;
      for (const { required } of Object.values(answer.headers ?? {}))
        expect(required).toBe(codes.every((code) => always.includes(code)));
    }
  });

  test("can fail, and says so", () => {
    expect(codesOf(operation.responses)).toContain("INTERNAL");
    if (operation.requestBody) expect(codesOf(operation.responses)).toContain("BODY_TOO_LARGE");
  });
});

test("examples of parameters fit too", () => {
  const faults = operations.flatMap(([name, operation]) =>
    parametersOf(document, operation)
      .filter((parameter) => faultsOf(parameter.schema, parameter.example).length > 0)
      .map((parameter: Parameter) => `${name}: ${parameter.name}`),
  );
  expect(faults).toEqual([]);
});

test("every code is answered by some operation, or by every unknown address or method", () => {
  const declared = new Set(operations.flatMap(([, { responses }]) => codesOf(responses)));
  expect(Object.keys(FAILURES).filter((code) => !declared.has(code))).toEqual([
    "METHOD_NOT_ALLOWED",
    "NOT_FOUND",
  ]);
});

const codesOf = (responses: Record<string, Answered>): string[] =>
  Object.values(responses).flatMap(
    ({ content }) =>
      (content?.["application/problem+json"]?.schema.properties?.code?.enum ?? []) as string[],
  );

/** JSON Schema 2020-12 as the judge itself reads it: its own library. */
// biome-ignore lint/suspicious/noExplicitAny: a library that comes with the judge, without its types.
let ajv: any;
const byShape = new Map<string, (value: unknown) => boolean>();

beforeAll(() => {
  ajv ??= judgesLibrary();
});

function judgesLibrary() {
  const load = createRequire(
    createRequire(import.meta.url).resolve("@seriousme/openapi-schema-validator"),
  );
  const { Ajv2020 } = load("ajv/dist/2020.js");
  const found = new Ajv2020({ strict: false, allErrors: true });
  load("ajv-formats")(found);
  found.addSchema({ $id: DOCUMENT, components: closed(document.components) });
  return found;
}

const DOCUMENT = "https://pay.example.com/api/openapi.json";

/** Fields that no schema names are faults here, so that an example shows nothing else. */
function closed(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map(closed);
  const inside = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, closed(value)]),
  );
  const isObject = inside.type === "object" && "properties" in inside && !("$ref" in inside);
  return isObject ? { additionalProperties: false, ...inside } : inside;
}

function faultsOf(schema: object, value: unknown): string[] {
  const text = JSON.stringify(closed(schema)).replaceAll(
    '"#/components',
    `"${DOCUMENT}#/components`,
  );
  const check = byShape.get(text) ?? ajv.compile(JSON.parse(text));
  byShape.set(text, check);
  return check(value) ? [] : check.errors.map((fault: object) => JSON.stringify(fault));
}
