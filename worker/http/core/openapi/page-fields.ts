import type { Document } from "./document.ts";
import type { Shape } from "./shapes.ts";

export interface Field {
  /** A path from the body's root: `items[].orderNo`. */
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** What a reference stands for, with what is said beside it. */
function follow({ components }: Document, shape: Shape): Shape {
  const { $ref, ...rest } = shape;
  const target = $ref ? components.schemas[$ref.split("/").pop() ?? ""] : undefined;
  return target ? { ...target, ...rest } : shape;
}

/** What a body can be, each way of it. */
const alternatives = ({ anyOf, oneOf }: Shape): Shape[] =>
  (anyOf ?? oneOf ?? []).filter(({ type }) => type !== "null");

export function typeText(document: Document, wanted: Shape): string {
  const shape = follow(document, wanted);
  const { enum: values, type, format, items, anyOf = shape.oneOf } = shape;
  const fallback = shape.default === undefined ? "" : `, else ${JSON.stringify(shape.default)}`;
  if (values) return values.map(String).join(" | ") + fallback;
  if (anyOf)
    return listed(
      anyOf.map((part) => typeText(document, part)),
      " or ",
    );
  if (shape.const !== undefined) return String(shape.const);
  if (items) return `list of ${typeText(document, items)}`;
  const bounds = boundsText(shape);
  return [format ?? type ?? "any", bounds].filter(Boolean).join(" ") + fallback;
}

const listed = (texts: string[], between: string): string => [...new Set(texts)].join(between);

function boundsText({ minimum, maximum, minLength, maxLength }: Shape): string {
  if (minimum !== undefined || maximum !== undefined) return `${minimum ?? ""}…${maximum ?? ""}`;
  if (minLength !== undefined || maxLength !== undefined)
    return `of ${minLength ?? 0}…${maxLength ?? ""} characters`;
  return "";
}

/** A body's fields in reading order, those of its parts beneath them. */
export function fieldsOf(document: Document, wanted: Shape, prefix = ""): Field[] {
  const shape = follow(document, wanted);
  const ways = alternatives(shape);
  if (ways.length > 0) return united(ways.map((way) => fieldsOf(document, way, prefix)));
  const { properties = {}, required = [], additionalProperties } = shape;
  const named = Object.entries(properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const field = {
      name: path,
      type: typeText(document, property),
      required: required.includes(name),
      description: follow(document, property).description ?? "",
    };
    return [field, ...inside(document, property, path)];
  });
  const any = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return any ? [...named, ...inside(document, any, `${prefix}<name>`)] : named;
}

/** Fields of several alternatives: always there is what all of them have. */
function united(ways: Field[][]): Field[] {
  const all = ways.flat();
  return [...Map.groupBy(all, ({ name }) => name).values()].map((same) => ({
    ...(same[0] as Field),
    type: listed(
      same.map(({ type }) => type),
      " | ",
    ),
    required: same.length === ways.length && same.every(({ required }) => required),
  }));
}

function inside(document: Document, property: Shape, path: string): Field[] {
  const shape = follow(document, property);
  const ways = alternatives(shape);
  if (ways.length > 0) return united(ways.map((way) => inside(document, way, path)));
  if (shape.items) return inside(document, shape.items, `${path}[]`);
  return shape.properties || shape.additionalProperties
    ? fieldsOf(document, shape, `${path}.`)
    : [];
}
