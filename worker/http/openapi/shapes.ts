import { toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import * as schemas from "../schemas.ts";
import * as refundSchemas from "../schemas-refund.ts";

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export interface Shape {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  additionalProperties?: boolean | Shape;
  items?: Shape;
  anyOf?: Shape[];
  enum?: (string | number | boolean | null)[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
}

const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";

/** What schemas.ts and schemas-refund.ts export is a component under its name there; questions (…Query) become parameters instead. */
const NAMED: Record<string, v.GenericSchema> = Object.fromEntries(
  Object.entries<unknown>({ ...schemas, ...refundSchemas }).filter(
    (entry): entry is [string, v.GenericSchema] =>
      isSchema(entry[1]) && !entry[0].endsWith("Query"),
  ),
);

const OPTIONS = {
  target: "draft-2020-12",
  // What crosses the wire is what stands before a transformation.
  typeMode: "input",
  errorMode: "ignore",
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

export const COMPONENTS = toJsonSchemaDefs(NAMED, OPTIONS) as Record<string, Shape>;

/** `$schema` and `$defs` belong to a document of its own. */
export function shapeOf(schema: v.GenericSchema): Shape {
  const { $schema, $defs, ...shape } = toJsonSchema(schema, {
    ...OPTIONS,
    definitions: NAMED,
  }) as Record<string, unknown>;
  return shape as Shape;
}

/** The shape itself, where a reference to it would not do. */
export const openShapeOf = (schema: v.GenericSchema): Shape =>
  COMPONENTS[nameOf(schema) ?? ""] ?? shapeOf(schema);

export const nameOf = (schema: v.GenericSchema): string | undefined =>
  Object.entries(NAMED).find(([, named]) => named === schema)?.[0];
