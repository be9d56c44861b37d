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

/** One operation: closed it is a line, open it has all that a caller needs. */
export function operationPart(document: Document, entry: Entry) {
  const { method, path, operation } = entry;
  const { requestBody: body } = operation;
  return html`<details class="operation"><summary>
<span class="method ${method}">${method.toUpperCase()}</span> <span class="path">${path}</span>
<span class="says">${operation.summary}</span></summary>
<div class="inside" id="${operation.operationId}">
<h3>Called by</h3><p>${callers(operation)}</p>
${parametersPart(document, operation)}
${
  body
    ? html`<h3>Body</h3>${body.description ? prose(body.description) : ""}${contentPart(document, body.content, IN_A_CALL)}`
    : ""
}
<h3>Call</h3><pre tabindex="0" aria-label="${method.toUpperCase()} ${path}">${curl(document, entry)}</pre>
<h3>Answers</h3>
${Object.entries(operation.responses).map(([status, answer]) => answerPart(document, status, answer))}
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
  const rows = parametersOf(document, operation).map(
    ({ name, in: place, required, schema, description, example }) => html`<tr>
<td><code>${name}</code></td><td>${place}${required ? ", required" : ""}</td><td>${typeText(document, schema)}</td>
<td class="words">${words(description ?? "")}${example === undefined ? "" : html` <span class="muted">e.g. <code>${String(example)}</code></span>`}</td></tr>`,
  );
  return html`<h3>Parameters</h3><div class="wide stack"><table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function answerPart(document: Document, status: string, answer: Answered) {
  const [first = "", ...rest] = answer.description.split("\n\n");
  const headers = Object.entries(answer.headers ?? {});
  return html`<details class="answer"><summary><span class="status s${status[0] ?? ""}">${status}</span>
<span class="first">${words(first)}${rest.map((text) => html`<br>${words(text)}`)}</span></summary><div>
${headers.length > 0 ? html`<h4>Headers</h4>` : ""}
${headers.map(([name, { description }]) => html`<p><code>${name}</code> ${words(description)}</p>`)}
${answer.content ? contentPart(document, answer.content, IN_AN_ANSWER) : html`<p class="muted">No body.</p>`}
</div></details>`;
}

interface Words {
  always: string;
  sometimes: string;
}
const IN_A_CALL: Words = { always: "required", sometimes: "optional" };
const IN_AN_ANSWER: Words = { always: "always", sometimes: "may be absent" };

const contentPart = (document: Document, content: Content, there: Words) =>
  Object.entries(content).map(
    ([type, { schema, examples }]) => html`<h4><code>${type}</code></h4>
${type === "application/problem+json" ? "" : fieldsPart(document, schema, there)}
${Object.values(resolved(document, examples)).map(
  ({ summary, value }) => html`<h4>${summary}</h4><pre tabindex="0">${written(value)}</pre>`,
)}`,
  );

function fieldsPart(document: Document, schema: Shape, there: Words) {
  const fields = fieldsOf(document, schema);
  if (fields.length === 0) return "";
  return html`<div class="wide stack"><table><thead><tr><th>Field</th><th>Type</th><th>There</th><th>Meaning</th></tr></thead><tbody>
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
