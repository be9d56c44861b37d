import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import type { Problem } from "../app.ts";
import type { FailureCode } from "../http/core/errors.ts";
import type { Document } from "../http/core/openapi/document.ts";
import type { Operation } from "../http/core/openapi/types.ts";
import { faultsOf } from "./fuzz/check.ts";
import { type Random, randomFrom } from "./fuzz/random.ts";
import { type Call, draw } from "./fuzz/request.ts";
import { openCatalog, openShop, type Shop } from "./fuzz/shop.ts";
import { bindings, control, pressFreely, request } from "./world.ts";

/**
 * Every operation of the document is called with what fits and with what does not. Whatever comes, the answer is one that the
 * document names, in the shape that it promises, and never a 5xx. Each run draws a seed of its own (the laboratory's, which
 * `npm test` prints); the same seed draws the same calls, and a failure prints the call.
 */
const SEED = `entitlement-center-${inject("lab").firstSeed}`;

const CALLS_IN_ALL_MIN = 5_000;
const CALLS_PER_OPERATION_MIN = 60;
/** For an operation that seldom succeeds: it is called until it has. */
const CALLS_PER_OPERATION_MAX = 1_800;
const ROUNDS_FOR_REFUSALS_MAX = 60;
const ROUNDS_OF_A_SHOP = 10;
/** The draw reaches past the refusals, or it would prove little. */
const SUCCESSES_MIN = 5;
const AT_ONCE = 12;

/** A shop with something of everything is some hundred calls. */
const OPENING_MS_MAX = 60_000;

const document = (await (await request("/api/openapi.json")).json()) as Document;

interface Entry {
  path: string;
  method: string;
  operation: Operation;
}
const entries: Entry[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** New operations share the calls, so that the whole takes no longer until there are very many. */
const CALLS_PER_OPERATION = Math.max(
  CALLS_PER_OPERATION_MIN,
  Math.ceil(CALLS_IN_ALL_MIN / entries.length),
);

let shop: Shop;
let calls = 0;
const codesSeen = new Set<FailureCode>();
const logged: unknown[][] = [];

beforeAll(async () => {
  await openCatalog();
  shop = await openShop();
  // What is loaded when it is first needed is loaded here: the test runner lets no call wait for what another one loads.
  await request("/api/docs");
}, OPENING_MS_MAX);

beforeEach(async () => {
  logged.length = 0;
  // Operators among the callers switch ways to pay off; the next operation finds them on.
  for (const payType of [1, 2, 3]) await bindings.CONFIG.put(`payway_${payType}_status`, "true");
  pressFreely(); // Each refusal of a purchase is to be met, not the one of the minute alone.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation((...said) => void logged.push(said));
});

afterAll(async () => {
  vi.restoreAllMocks();
  // A later test may go years ahead, where Stripe would renew all that was subscribed to here.
  await control.reset();
});

test.each(entries.map((entry) => [entry.operation.operationId, entry] as const))(
  "%s answers as documented, whatever comes",
  { timeout: 120_000 },
  async (operationId, entry) => {
    const random = randomFrom(`${SEED} ${operationId}`);
    const faults: string[] = [];
    let successes = 0;
    let drawn = 0;
    let successesBefore = 0;
    const isEnough = () => drawn >= CALLS_PER_OPERATION && successes >= SUCCESSES_MIN;
    while (!isEnough() && drawn < CALLS_PER_OPERATION_MAX) {
      if (drawn > 0 && drawn % CALLS_PER_OPERATION === 0) {
        // What was there is used up: an order paid, a plan for life.
        if (successes === successesBefore) shop = await openShop();
        successesBefore = successes;
      }
      const found = await batchOf(entry, random);
      successes += found.successes;
      faults.push(...found.faults);
      drawn += AT_ONCE;
    }
    expect(faults.slice(0, 5).join("\n\n"), `seed ${SEED}, log ${logText()}`).toBe("");
    expect(successes, "calls that succeeded").toBeGreaterThanOrEqual(SUCCESSES_MIN);
  },
);

const ME = { id: "a", username: "b", avatar: "", email: "", operator: false };
test.each<[string, unknown, string[]]>([
  ["what is promised", ME, []],
  ["a field that no schema names", { ...ME, secret: 1 }, ["body.secret is in no schema"]],
  ["a missing field", { ...ME, id: undefined }, ["body.id: undefined where string is promised"]],
  ["another type", { ...ME, operator: 1 }, ["body.operator: number where boolean is promised"]],
])("an answer is judged: %s", (_what, body, faults) => {
  expect(faultsOf(document, { $ref: "#/components/schemas/Me" }, body)).toEqual(faults);
});

test("the calls were many and met every refusal that a caller can provoke", {
  timeout: 60_000,
}, async () => {
  expect(calls).toBeGreaterThanOrEqual(CALLS_IN_ALL_MIN);
  const random = randomFrom(`${SEED} refusals`);
  const missing = () => PROVOKED.filter((code) => !codesSeen.has(code));
  for (let round = 1; missing().length > 0 && round <= ROUNDS_FOR_REFUSALS_MAX; round++) {
    for (const entry of entries.filter((one) => missing().some((code) => answers(one, code)))) {
      const { faults } = await batchOf(entry, random);
      expect(faults.join("\n\n"), `seed ${SEED}, log ${logText()}`).toBe("");
    }
    // Holds are ended and orders paid: what a refusal is about is used up.
    if (round % ROUNDS_OF_A_SHOP === 0) shop = await openShop();
  }
  expect(missing()).toEqual([]);
});

/** A refusal that any call may get is in no operation's list. */
const answers = ({ operation }: Entry, code: FailureCode): boolean =>
  ANYWHERE.includes(code) ||
  Object.values(operation.responses).some(({ content }) =>
    content?.["application/problem+json"]?.schema.properties?.code?.enum?.includes(code),
  );
const ANYWHERE: readonly FailureCode[] = ["METHOD_NOT_ALLOWED", "UPGRADE_REQUIRED"];

const PROVOKED: FailureCode[] = [
  "BODY_TOO_LARGE",
  "EMBED_ORIGIN_REFUSED",
  "FORBIDDEN",
  "HOLD_ENDED",
  "HOLD_NOT_FOUND",
  "IDEMPOTENCY_KEY_REUSED",
  "INSUFFICIENT_BALANCE",
  "INVALID_REQUEST",
  "KEY_SCOPE_MISSING",
  "METHOD_NOT_ALLOWED",
  "ORDER_NOT_FOUND",
  "ORDER_NOT_PAYABLE",
  "ORIGIN_REFUSED",
  "OUT_OF_STOCK",
  "PACKAGE_UNAVAILABLE",
  "PAY_WAY_UNAVAILABLE",
  "PORTAL_ORIGIN_REFUSED",
  "PORTAL_SCOPE_REFUSED",
  "PORTAL_TOKEN_ENDED",
  "PRICE_CHANGED",
  "SIGN_IN_FAILED",
  "UNAUTHENTICATED",
  "UPGRADE_REQUIRED",
];

/** Some calls of an operation at once. */
async function batchOf(
  entry: Entry,
  random: Random,
): Promise<{ successes: number; faults: string[] }> {
  const batch = Array.from({ length: AT_ONCE }, () => draw(document, shop, entry, random));
  const answers = await Promise.all(batch.map((call) => answerTo(call, entry)));
  const faults = answers.flatMap(({ status, wrong }, index) =>
    wrong.length > 0 ? [told(calls + index, batch[index] as Call, status, wrong)] : [],
  );
  calls += AT_ONCE;
  return { successes: answers.filter(({ status }) => status < 400).length, faults };
}

async function answerTo(call: Call, entry: Entry): Promise<{ status: number; wrong: string[] }> {
  const response = await request(call.path, {
    method: call.method,
    headers: { ...call.headers, ...shop.callers[call.caller], ...shop.frames[call.caller] },
    redirect: "manual",
    ...(call.body === undefined ? {} : { body: call.body }),
  });
  const socket = response.webSocket;
  socket?.accept();
  socket?.close();
  // Some answers are no text; workerd complains of `.text()` then.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const wrong = wrongWith(call, entry, response, text);
  return { status: response.status, wrong };
}

function wrongWith(call: Call, entry: Entry, response: Response, text: string): string[] {
  const { status, headers } = response;
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  if (status >= 500) return [`${status} ${text.slice(0, 300)}`];
  if (type === "application/problem+json" && text !== "")
    codesSeen.add((JSON.parse(text) as Problem).code);
  const operation = operationFor(call, entry);
  if (!operation) return type === "application/problem+json" ? [] : [`${type} for no operation`];

  const answer = operation.responses[status];
  if (!answer) return [`${status} is not documented: ${text.slice(0, 300)}`];
  const missing = Object.entries(answer.headers ?? {}).flatMap(([name, { required }]) =>
    required && !headers.has(name) ? [name] : [],
  );
  const wrong = missing.map((name) => `no ${name} header`);
  // HEAD answers as GET does, without the body.
  if (call.method === "HEAD" || (text === "" && !answer.content)) return wrong;
  const content = answer.content?.[type];
  if (!content)
    return [...wrong, `${status} as "${type}" is not documented: ${text.slice(0, 200)}`];
  if (!type.endsWith("json")) return wrong;
  const body: unknown = JSON.parse(text);
  return [
    ...wrong,
    ...faultsOf(document, content.schema, body),
    ...statusFaults(type, body, status),
  ];
}

const statusFaults = (type: string, body: unknown, status: number): string[] =>
  type === "application/problem+json" && (body as Problem).status !== status
    ? [`a problem of status ${(body as Problem).status} answered as ${status}`]
    : [];

/** The operation that a call meets: another one of the same path when the method was changed. */
function operationFor(call: Call, { path, method, operation }: Entry): Operation | undefined {
  const met = call.method === "HEAD" ? "get" : call.method.toLowerCase();
  return met === method ? operation : document.paths[path]?.[met];
}

const told = (index: number, call: Call, status: number, wrong: string[]): string =>
  `call ${index}, as ${call.caller}, answered ${status}: ${wrong.join("; ")}\n${JSON.stringify(call).slice(0, 1_500)}`;

/** What the Worker logged of its own failures. */
const logText = (): string =>
  JSON.stringify(logged.filter(([what]) => what === "request failed").slice(0, 3));
