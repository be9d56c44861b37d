import { KEY_SCOPES } from "../../../domain/key-scopes.ts";
import { partOf } from "../describe.ts";
import { operationOf, type Route } from "./operation.ts";
import { SHARED_PARAMETERS } from "./parameters.ts";
import type { DocumentParts } from "./parts.ts";
import { problemExamples } from "./problems.ts";
import { type Shape, shapesOf } from "./shapes.ts";
import type { Operation } from "./types.ts";

export interface Document {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Shape>;
    parameters: object;
    examples: Record<string, { summary: string; value: unknown }>;
    securitySchemes: Record<string, object>;
  };
}

/** A route as Hono lists it: one line for each middleware and handler. */
interface Line {
  method: string;
  path: string;
  handler: object;
}

const INFO = {
  title: "Entitlement Center",
  version: "0.1.0",
  description: [
    "Sell packages of access to AI products, be paid by QR code, and grant what was bought.",
    "Money is a decimal string of the major unit with `currency` beside it. Times are ISO 8601 UTC.",
    "Failures are `application/problem+json` (RFC 9457) with a stable `code`. An address that is not in this document answers 404 `NOT_FOUND`, a method that an address does not take 405 `METHOD_NOT_ALLOWED` with `Allow`. What is somebody else's is not found either.",
    "Writes by the session cookie need this origin. Unknown fields and parameters are ignored.",
  ].join("\n\n"),
};

const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-ec_session",
    description:
      "Set by signing in at /api/auth/login. On a machine without https its name is `ec_session`.",
  },
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The host product's token for its customer.",
  },
  apiKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "eck_<prefix>_<secret>",
    description: `Of a host product's backend, made by \`npm run key\` or in the console. Each operation names the scope that it needs, one of ${KEY_SCOPES.map((scope) => `\`${scope}\``).join(", ")}; a key may have all of them or some, and an end.`,
  },
  portalToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "ecp_<JWT>",
    description:
      "Of a host product's frame, from POST /api/customers/{customer}/portal-session: 15 minutes, for one customer and the pages that it names. Its scope `read` changes nothing; orders only of kind `subscription` and `credits`.",
  },
  cronSecret: {
    type: "http",
    scheme: "bearer",
    description: "`CRON_SECRET`, for a scheduler outside.",
  },
};

/** The OpenAPI document of an app's routes, from the schemas that check and type them. */
export function documentOf(lines: readonly Line[], parts: DocumentParts): Document {
  const sources = { parts, shapes: shapesOf(parts.components) };
  const { tags } = parts;
  const paths: Document["paths"] = {};
  const routes = routesOf(lines);
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, sources) };
  const used = new Set(routes.map(({ description }) => description.tag));
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/", description: "The origin that serves this document" }],
    tags: [...new Set([...Object.keys(tags).filter((tag) => used.has(tag)), ...used])].map(
      (name) => ({ name, description: tags[name] ?? "" }),
    ),
    paths,
    components: {
      schemas: reached(sources.shapes.components, paths),
      parameters: SHARED_PARAMETERS,
      examples: problemExamples(),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const pathOf = (path: string): string => path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");

function routesOf(lines: readonly Line[]): Route[] {
  const groups = Map.groupBy(
    lines.filter(({ method }) => method !== "ALL"),
    ({ method, path }) => `${method} ${path}`,
  );
  return [...groups.values()].flatMap((group) => {
    const found = group.map(({ handler }) => partOf(handler) ?? {});
    const description = found.find((part) => part.description)?.description;
    const [first] = group;
    if (!description || !first) return [];
    return [
      {
        method: first.method.toLowerCase(),
        path: pathOf(first.path),
        description,
        checks: found.flatMap(({ checks }) => (checks ? [checks] : [])),
      },
    ];
  });
}

/** The components that something refers to, and those that these refer to. */
function reached(all: Record<string, Shape>, paths: object): Record<string, Shape> {
  const kept = new Set<string>();
  const follow = (part: object) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const shape = all[name];
      if (!shape || kept.has(name)) continue;
      kept.add(name);
      follow(shape);
    }
  };
  follow(paths);
  return Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)));
}
