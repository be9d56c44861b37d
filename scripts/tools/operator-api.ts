import { Explained } from "./steps.ts";

/** The product as an operator calls it. */
export interface OperatorApi {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body: object): Promise<Answer>;
}

/** One call looks into a hundred accounts at most. */
const CALL_MS_MAX = 60_000;

export const isLoopback = ({ hostname }: URL): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

/** The address of a product that a token may be sent to. */
export function productAddress(to: string): URL {
  if (!/^https?:\/\//.test(to) || !URL.canParse(to))
    throw new Explained(`--to ${to} is not an address such as https://pay.example.com`);
  const address = new URL(to);
  if (address.protocol !== "https:" && !isLoopback(address))
    throw new Explained(`--to ${to} would send your token in the clear. Use https.`);
  return address;
}

export function operatorApi(to: URL, token: string): OperatorApi {
  const call = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const response = await fetched(new URL(path, to), {
      method: body ? "POST" : "GET",
      headers: {
        authorization: `Bearer ${token}`,
        "accept-language": "en",
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json().catch(() => ({}))) as { title?: string };
    if (response.ok) return answer as Answer;
    if (response.status === 401 || response.status === 403)
      throw new Explained("EC_TOKEN must hold an operator's bearer token that is still valid.");
    throw new Explained(
      `${to.origin}${path}: ${answer.title ?? `the product answered ${response.status}`}`,
    );
  };
  return { get: (path) => call(path), post: (path, body) => call(path, body) };
}

/** EC_TOKEN, or on this machine a token of the sandbox, which signs any; a real identity provider does not. */
export async function operatorToken(to: URL, sandboxUrl: string): Promise<string> {
  const given = process.env.EC_TOKEN?.trim();
  if (given) return given;
  if (!isLoopback(to))
    throw new Explained(
      `EC_TOKEN is not set. Give an operator's bearer token of ${to.origin}: EC_TOKEN=… npm run credits -- …`,
    );
  const response = await fetched(new URL("/identity/test-token", sandboxUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sub: "operator-wang", role: "operator" }),
  });
  if (!response.ok) throw new Explained(`The sandbox at ${sandboxUrl} gave no token.`);
  return ((await response.json()) as { token: string }).token;
}

async function fetched(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS_MAX) });
  } catch {
    throw new Explained(`${url.origin} did not answer. Does it run (npm start)?`);
  }
}
