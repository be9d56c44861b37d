import { embedding } from "../embedding.ts";
import { language } from "../i18n/index.ts";
import { REQUEST_TAGS } from "../i18n/language.ts";
import { noteServerTime } from "../primitives/clock.ts";
import { noteAnswer } from "../primitives/connection.ts";
import { type Answer, failureFrom, NETWORK_LOST, networkLost } from "./answer.ts";

/** Longer than the Worker waits for a gateway, so that its own answer (GATEWAY_TIMEOUT) arrives first. */
const ANSWER_TIMEOUT_MS = 20_000;

export const get = <T>(path: string): Promise<Answer<T>> => request<T>("GET", path);

/** For what browsers block: its failure says nothing of the connection. */
export async function getUnlessBlocked<T>(path: string): Promise<Answer<T>> {
  const answer = await request<T>("GET", path);
  if (!answer.ok && answer.code === NETWORK_LOST) noteAnswer(true);
  return answer;
}

export const post = <T>(path: string, body?: unknown): Promise<Answer<T>> =>
  request<T>("POST", path, body);

export const put = <T>(path: string, body: unknown): Promise<Answer<T>> =>
  request<T>("PUT", path, body);

/** What is no JSON when all is well. */
export const getFile = (path: string): Promise<Answer<Blob>> =>
  request<Blob>("GET", path, undefined, (response) =>
    response.ok ? response.blob() : readJson(response),
  );

/** A refusal and a lost network are returned as values, never thrown. */
async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  read: (response: Response) => Promise<unknown> = readJson,
): Promise<Answer<T>> {
  let response: Response;
  let content: unknown;
  try {
    response = await (takeEarly(method, path) ?? send(method, path, body));
    content = await read(response);
  } catch {
    noteAnswer(false);
    return networkLost();
  }
  noteAnswer(true);

  const serverTimeMs = serverTime(response);
  if (serverTimeMs !== undefined) noteServerTime(serverTimeMs);
  if (!response.ok || content === UNREADABLE) return failureFrom(response.status, content);
  return { ok: true, value: content as T, serverTimeMs };
}

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": REQUEST_TAGS[language()],
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return (embedding()?.send ?? fetch)(path, {
    method,
    headers,
    credentials: "same-origin",
    signal: abortedAfter(ANSWER_TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Safari 15 and Chromium before 103 have no AbortSignal.timeout. */
function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

interface EarlyAnswer {
  path: string;
  language: string;
  answer: Promise<Response>;
}

/** The request that inline/early.js sent before this code had loaded: used once, if it is the same request. */
function takeEarly(method: string, path: string): Promise<Response> | undefined {
  const early = Reflect.get(globalThis, "earlyAnswer") as EarlyAnswer | undefined;
  Reflect.deleteProperty(globalThis, "earlyAnswer");
  const fits = method === "GET" && early?.path === path;
  return fits && early.language === REQUEST_TAGS[language()] ? early.answer : undefined;
}

const UNREADABLE = Symbol("not JSON");

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

/** The server's clock when it answered, so that a wrong clock on this side does not shorten a countdown. */
function serverTime(response: Response): number | undefined {
  const date = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(date) ? undefined : date;
}
