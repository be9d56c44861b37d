import { createHash, timingSafeEqual } from "node:crypto";
import type { World } from "../world.ts";
import type { Codes } from "./authorization.ts";
import { personOf } from "./people.ts";
import { accessToken, idToken, TOKEN_SECONDS } from "./tokens.ts";

interface TokenAnswer {
  status: 200 | 400 | 401;
  body: Record<string, unknown>;
}

/** The token endpoint (OpenID Connect Core 3.1.3, RFC 6749 5.2, RFC 7636 4.6). */
export async function redeemCode(
  world: World,
  codes: Codes,
  authorization: string | undefined,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const client = readClient(authorization, form);
  if (!client) return refusal(400, "invalid_request", "credentials given twice or malformed");
  if (!isOurClient(world, client)) return refusal(401, "invalid_client", "client is unknown");
  if (form.get("grant_type") !== "authorization_code") {
    return refusal(400, "unsupported_grant_type", "only authorization_code");
  }
  const grant = codes.redeem(form.get("code") ?? "");
  if (!grant) return refusal(400, "invalid_grant", "code is unknown, used or expired");
  if (grant.redirectUri !== form.get("redirect_uri")) {
    return refusal(400, "invalid_grant", "redirect_uri differs from the authorization request");
  }
  if (challengeOf(form.get("code_verifier") ?? "") !== grant.codeChallenge) {
    return refusal(400, "invalid_grant", "code_verifier does not match");
  }
  const person = personOf(grant.sub);
  if (!person) return refusal(400, "invalid_grant", "the person is gone");
  return {
    status: 200,
    body: {
      access_token: await accessToken(world, person),
      token_type: "Bearer",
      expires_in: TOKEN_SECONDS,
      scope: "openid profile email",
      id_token: await idToken(world, person, grant.nonce),
    },
  };
}

interface Client {
  id: string;
  secret: string;
}

/** client_secret_basic or client_secret_post, never both (RFC 6749 2.3). */
function readClient(authorization: string | undefined, form: URLSearchParams): Client | undefined {
  const secret = form.get("client_secret");
  if (authorization === undefined) return { id: form.get("client_id") ?? "", secret: secret ?? "" };
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
  if (encoded === undefined || secret !== null) return undefined;
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  try {
    return { id: formDecode(id), secret: formDecode(rest.join(":")) };
  } catch {
    return undefined;
  }
}

/** RFC 6749 2.3.1: both halves are form-encoded before they are joined. */
const formDecode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));

function isOurClient(world: World, client: Client): boolean {
  const { clientId, clientSecret } = world.keys.identity;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return client.id === clientId && timingSafeEqual(digest(client.secret), digest(clientSecret));
}

const challengeOf = (verifier: string): string =>
  createHash("sha256").update(verifier).digest("base64url");

const refusal = (status: 400 | 401, error: string, error_description: string): TokenAnswer => ({
  status,
  body: { error, error_description },
});
