import { html } from "hono/html";
import type { Document } from "./document.ts";
import { fieldsOf, typeText } from "./page-fields.ts";
import { prose, words } from "./page-text.ts";
import type { Shape } from "./shapes.ts";
import type { Answered, Content, Examples, Operation, Parameter } from "./types.ts";

export interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

/** The operation whose part describes a body that several have, by what `bodyKey` says. */
export type BodyPlaces = ReadonlyMap<string, Entry>;

/** One operation: closed it is a line, open it has all that a caller needs, or a link to it. */
export function operationPart(document: Document, entry: Entry, places: BodyPlaces) {
  const page = { document, entry, places };
  const { method, path, operation } = entry;
  const { requestBody: body } = operation;
  return html`<details class="operation"><summary>
<span class="method ${method}">${method.toUpperCase()}</span> <span class="path">${path}</span>
<span class="says">${operation.summary}</span></summary>
<div class="inside" id="${operation.operationId}">
<h3>Called by</h3><p>${callers(operation)}${operation.description ? html`. ${words(operation.description)}` : ""}</p>
${parametersPart(document, operation)}
${
  body
    ? html`<h3>Body</h3>${body.description ? prose(body.description) : ""}${contentPart(page, body.content, IN_A_CALL)}`
    : ""
}
<h3>Call</h3><pre tabindex="0" aria-label="${method.toUpperCase()} ${path}">${curl(document, entry)}</pre>
<h3>Answers</h3>
${Object.entries(operation.responses).map(([status, answer]) => answerPart(page, status, answer))}
</div></details>`;
}

function callers({ security }: Operation) {
  if (!security || security.length === 0) return "Anybody";
  const names = security.map((scheme) => Object.keys(scheme)[0]);
  return names.map(
    (name, index) =>
      html`${index > 0 ? " or " : ""}${name ? html`<code>${name}</code>` : "a guest"}`,
  );
}

/** Parameters in full, those behind a reference too. */
export const parametersOf = (document: Document, operation: Operation): Parameter[] =>
  operation.parameters.map((parameter) =>
    "$ref" in parameter
      ? ((document.components.parameters as Record<string, Parameter>)[
          parameter.$ref.split("/").pop() ?? ""
        ] as Parameter)
      : parameter,
  );

function parametersPart(document: Document, operation: Operation) {
  const own = operation.parameters.filter((parameter) => !("$ref" in parameter)) as Parameter[];
  return own.length === 0 ? "" : html`<h3>Parameters</h3>${parametersTable(document, own)}`;
}

export const parametersTable = (document: Document, parameters: readonly Parameter[]) =>
  html`<div class="wide stack" tabindex="0"><table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead>
<tbody>${parameters.map(
    ({ name, in: place, required, schema, description, example }) => html`<tr>
<td><code>${name}</code></td><td>${place}${required ? ", required" : ""}</td><td>${typeText(document, schema)}</td>
<td class="words">${words(description ?? "")}${example === undefined ? "" : html` <span class="muted">e.g. <code>${String(example)}</code></span>`}</td></tr>`,
  )}</tbody></table></div>`;

interface Page {
  document: Document;
  entry: Entry;
  places: BodyPlaces;
}

function answerPart(page: Page, status: string, answer: Answered) {
  const bodies = Object.keys(answer.content ?? {});
  // Refusals have one shape, which is described once: a caller finds each by its code.
  if (bodies.length === 1 && bodies[0] === PROBLEM)
    return html`<div class="answer">${saysPart(status, answer)}</div>`;
  return html`<details class="answer"><summary>${saysPart(status, answer)}</summary><div>
${answer.content ? contentPart(page, answer.content, IN_AN_ANSWER) : html`<p class="muted">No body.</p>`}
</div></details>`;
}

const PROBLEM = "application/problem+json";

function saysPart(status: string, { description, headers = {} }: Answered) {
  const [first = "", ...rest] = [
    ...description.split("\n\n"),
    ...Object.entries(headers).map(([name, said]) => `Header \`${name}\`: ${said.description}`),
  ];
  return html`<span class="status s${status[0] ?? ""}">${status}</span>
<span class="first">${linked(first)}${rest.map((text) => html`<br>${linked(text)}`)}</span>`;
}

/** A refusal's code leads to its row, where it stands in every language. */
function linked(text: string) {
  const [, code = "", rest = ""] = /^`([A-Z_]+)`(: .*)$/s.exec(text) ?? [];
  return code === "" ? words(text) : html`<a href="#${code}"><code>${code}</code></a>${rest}`;
}

interface Words {
  always: string;
  sometimes: string;
}
const IN_A_CALL: Words = { always: "required", sometimes: "optional" };
const IN_AN_ANSWER: Words = { always: "always", sometimes: "may be absent" };

const contentPart = (page: Page, content: Content, there: Words) =>
  Object.entries(content).map(
    ([type, { schema, examples }]) => html`<h4><code>${type}</code></h4>
${type === PROBLEM ? "" : bodyPart(page, schema, there)}
${type === PROBLEM ? "" : examplesPart(page.document, examples)}`,
  );

export const examplesPart = (document: Document, examples?: Examples) =>
  Object.values(resolved(document, examples)).map(
    ({ summary, value }) => html`<h4>${summary}</h4><pre tabindex="0">${written(value)}</pre>`,
  );

function bodyPart({ document, entry, places }: Page, schema: Shape, there: Words) {
  const place = places.get(bodyKey(schema, there === IN_A_CALL) ?? "");
  if (!place || place.operation === entry.operation) return fieldsPart(document, schema, there);
  const { method, path, operation } = place;
  return html`<p>The same as of <a href="#${operation.operationId}">${method.toUpperCase()} ${path}</a></p>`;
}

/** Null for a body of one operation alone. */
const bodyKey = ({ $ref }: Shape, isCall: boolean): string | null =>
  $ref ? `${isCall ? "call" : "answer"} ${$ref}` : null;

/** Of a body that many operations have, the first of them in reading order. */
export function bodyPlaces(entries: readonly Entry[]): BodyPlaces {
  const places = new Map<string, Entry>();
  const note = (entry: Entry, content: Content = {}, isCall: boolean) => {
    for (const { schema } of Object.values(content)) {
      const key = bodyKey(schema, isCall);
      if (key && !places.has(key)) places.set(key, entry);
    }
  };
  for (const entry of entries) {
    note(entry, entry.operation.requestBody?.content, true);
    for (const { content } of Object.values(entry.operation.responses)) note(entry, content, false);
  }
  return places;
}

function fieldsPart(document: Document, schema: Shape, there: Words) {
  const fields = fieldsOf(document, schema);
  if (fields.length === 0) return "";
  return html`<div class="wide stack" tabindex="0"><table><thead><tr><th>Field</th><th>Type</th><th>There</th><th>Meaning</th></tr></thead><tbody>
${fields.map(
  ({ name, type, required, description }) =>
    html`<tr><td><code>${name}</code></td><td>${type}</td><td>${required ? there.always : there.sometimes}</td><td class="words">${words(description)}</td></tr>`,
)}</tbody></table></div>`;
}

export const resolved = (document: Document, examples: Examples = {}) =>
  Object.fromEntries(
    Object.entries(examples).map(([name, example]) => [
      name,
      "$ref" in example
        ? (document.components.examples[example.$ref.split("/").pop() ?? ""] ?? {
            summary: "",
            value: null,
          })
        : example,
    ]),
  );

const written = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** The call with its examples filled in, for a shell. */
export function curl(document: Document, { method, path, operation }: Entry): string {
  const own = operation.parameters.filter((parameter) => !("$ref" in parameter)) as Parameter[];
  const value = ({ example }: Parameter) => encodeURIComponent(String(example ?? ""));
  const address = own
    .filter(({ in: place }) => place === "path")
    .reduce((text, part) => text.replace(`{${part.name}}`, value(part)), path);
  const asked = own.filter(({ in: place, required }) => place === "query" && required);
  const query = asked.map((part) => `${part.name}=${value(part)}`).join("&");
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = Object.values(resolved(document, content?.examples))[0]?.value;
  const upgrade = own.some(({ name }) => name === "upgrade");
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}"$ORIGIN${address}${query ? `?${query}` : ""}"`,
    ...authorization(operation),
    ...own
      .filter(({ in: place, required }) => place === "header" && required)
      .map(({ name, example }) => `-H '${name}: ${String(example)}'`),
    ...(upgrade ? ["--no-buffer", "-H 'connection: upgrade'", "-H 'upgrade: websocket'"] : []),
    ...(type ? [`-H 'content-type: ${type}'`] : []),
    ...(body === undefined
      ? []
      : [`-d '${typeof body === "string" ? body : JSON.stringify(body)}'`]),
  ].join(" \\\n  ");
}

function authorization({ security = [] }: Operation): string[] {
  const names = security.flatMap((scheme) => Object.keys(scheme));
  if (names.includes("apiKey")) return [`-H "authorization: Bearer $KEY"`];
  return names.includes("bearer") ? [`-H "authorization: Bearer $TOKEN"`] : [];
}
