import { toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";

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
  oneOf?: Shape[];
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

const OPTIONS = {
  target: "draft-2020-12",
  // What crosses the wire is what stands before a transformation.
  typeMode: "input",
  errorMode: "ignore",
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** Schemas as JSON Schema, where each of `named` is a component that the others refer to. */
export interface Shapes {
  components: Record<string, Shape>;
  /** Of any schema: a reference when it is named. */
  shapeOf(schema: v.GenericSchema): Shape;
  /** The shape itself, where a reference to it would not do. */
  openShapeOf(schema: v.GenericSchema): Shape;
  nameOf(schema: v.GenericSchema): string | undefined;
}

export function shapesOf(named: Record<string, v.GenericSchema>): Shapes {
  const components = toJsonSchemaDefs(named, OPTIONS) as Record<string, Shape>;
  const names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  const nameOf = (schema: v.GenericSchema) => names.get(schema);
  // `$schema` and `$defs` belong to a document of its own.
  const shapeOf = (schema: v.GenericSchema): Shape => {
    const { $schema, $defs, ...shape } = toJsonSchema(schema, {
      ...OPTIONS,
      definitions: named,
    }) as Record<string, unknown>;
    return shape as Shape;
  };
  const openShapeOf = (schema: v.GenericSchema): Shape =>
    components[nameOf(schema) ?? ""] ?? shapeOf(schema);
  return { components, shapeOf, openShapeOf, nameOf };
}
