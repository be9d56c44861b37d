import type { Gate } from "./gate.ts";
import type { Sight } from "./sight.ts";

/** Names the page that the frame stands in, as the browser told it (worker/http/core/auth/portal.ts). */
const EMBED_ORIGIN = "Embed-Origin";

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** One call with this token. No cookie goes along: the frame is its token's customer, whoever else is signed in. */
export const sendWith = (token: string, origin: string, path: string, init: RequestInit) =>
  fetch(path, {
    ...init,
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    headers: {
      ...(init.headers as Record<string, string>),
      Authorization: `Bearer ${token}`,
      [EMBED_ORIGIN]: origin,
    },
  });

/** Calls of the pages: with the token of the moment, and once more with the next one where that has ended. */
export const createTransport =
  (gate: Gate): Send =>
  async (path, init) => {
    const attempt = (token: string) => sendWith(token, gate.origin() ?? "", path, init);
    const token = gate.token() ?? (await gate.renewed(undefined));
    if (token === undefined) return ended(gate);
    const answer = await attempt(token);
    if (answer.status !== 401) return answer;
    const next = await gate.renewed(token);
    return next === undefined ? ended(gate) : attempt(next);
  };

/** What costs money, or ends what was paid for. A card is asked for in a window that no frame hides. */
const MOVES_MONEY = /^\/api\/portal\/subscription\/(upgrade|cancel|resume)$/;

/** Lets no act that moves money out but by a press that was seen. */
export const onlySeen =
  (send: Send, sight: Pick<Sight, "takePress">, refuse: () => Response): Send =>
  (path, init) => {
    const isAct = init.method === "POST" && MOVES_MONEY.test(path);
    return isAct && !sight.takePress() ? Promise.resolve(refuse()) : send(path, init);
  };

/** Safari 15 has no Response.json. */
export const problem = (status: number, code: string, title = ""): Response =>
  new Response(JSON.stringify({ code, title }), { status });

function ended(gate: Gate): Response {
  gate.giveUp();
  return problem(401, "PORTAL_TOKEN_ENDED");
}
