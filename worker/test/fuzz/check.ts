import type { Document } from "../../http/core/openapi/document.ts";
import type { Shape } from "../../http/core/openapi/shapes.ts";

/**
 * What is wrong with a value by its JSON Schema, as far as our document uses the language; a keyword that is not known here
 * is a fault itself. Libraries compile schemas to code, which workerd forbids. Objects are closed: what no schema names
 * must not be answered.
 */
export function faultsOf(document: Document, shape: Shape, value: unknown, at = "body"): string[] {
  const { $ref, ...rest } = shape;
  if ($ref) {
    const target = document.components.schemas[$ref.split("/").pop() ?? ""];
    if (!target) return [`${at}: ${$ref} is not in the document`];
    const properties = { ...target.properties };
    for (const [name, narrowed] of Object.entries(rest.properties ?? {}))
      properties[name] = { ...properties[name], ...narrowed };
    return faultsOf(document, { ...target, ...rest, properties }, value, at);
  }
  const ways = shape.anyOf ?? shape.oneOf;
  if (ways) {
    const tried = ways.map((part) => faultsOf(document, part, value, at));
    return tried.some((faults) => faults.length === 0) ? [] : tried.flat();
  }
  return [
    ...strangersOf(shape).map((keyword) => `${at}: this check does not know "${keyword}"`),
    ...ownFaults(shape, value).map((fault) => `${at}: ${fault}`),
    ...insideFaults(document, shape, value, at),
  ];
}

const KNOWN = new Set(
  "type description properties required additionalProperties propertyNames items enum const default format pattern minimum maximum minLength maxLength minItems examples".split(
    " ",
  ),
);

const strangersOf = (shape: Shape): string[] =>
  Object.keys(shape).filter((keyword) => !KNOWN.has(keyword));

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

function ownFaults(shape: Shape, value: unknown): string[] {
  const faults: string[] = [];
  const type = typeOf(value);
  const fits = shape.type === type || (shape.type === "integer" && Number.isInteger(value));
  if (shape.type !== undefined && !fits) faults.push(`${type} where ${shape.type} is promised`);
  if (shape.enum && !shape.enum.includes(value as string))
    faults.push(`${JSON.stringify(value)} is none of ${shape.enum.join(", ")}`);
  if ("const" in shape && value !== shape.const)
    faults.push(`${JSON.stringify(value)} is not ${JSON.stringify(shape.const)}`);
  if (typeof value === "string") {
    if (shape.pattern && !new RegExp(shape.pattern, "u").test(value))
      faults.push(`${JSON.stringify(value)} is not ${shape.pattern}`);
    if (shape.format === "date-time" && new Date(value).toISOString() !== value)
      faults.push(`${value} is no time`);
    if (value.length < (shape.minLength ?? 0)) faults.push("too short");
    if (value.length > (shape.maxLength ?? Number.POSITIVE_INFINITY)) faults.push("too long");
  }
  if (typeof value === "number") {
    if (value < (shape.minimum ?? -Number.MAX_VALUE)) faults.push(`${value} is too little`);
    if (value > (shape.maximum ?? Number.MAX_VALUE)) faults.push(`${value} is too much`);
  }
  if (Array.isArray(value) && value.length < (shape.minItems ?? 0)) faults.push("too few items");
  return faults;
}

type NamedShape = Shape & { propertyNames?: Shape };

function insideFaults(document: Document, shape: NamedShape, value: unknown, at: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      shape.items ? faultsOf(document, shape.items, item, `${at}[${index}]`) : [],
    );
  if (typeof value !== "object" || value === null) return [];
  const { properties = {}, required = [], additionalProperties: others, propertyNames } = shape;
  const misnamed = Object.keys(value).flatMap((name) =>
    propertyNames ? faultsOf(document, propertyNames, name, `the name ${at}.${name}`) : [],
  );
  if (!shape.properties && others === undefined) return misnamed;
  return [
    ...misnamed,
    ...required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, part]) => {
      const own = properties[name] ?? (typeof others === "object" ? others : undefined);
      if (own) return faultsOf(document, own, part, `${at}.${name}`);
      return others === true ? [] : [`${at}.${name} is in no schema`];
    }),
  ];
}
