/**
 * The page in a host's frame. Who may show it is the operator's to say, so that its policy is made when it is asked for and
 * follows EMBED_ORIGINS without a build; every other page keeps the `frame-ancestors 'none'` of _headers.
 */
export async function onRequestGet({ request, env, next }: Invocation): Promise<Response> {
  // Without the browser's own copy: an answer 304 would leave it the policy of before.
  const [page, origins] = await Promise.all([
    next(new Request(request.url)),
    framedBy(env, request.url),
  ]);
  const headers = new Headers(page.headers);
  const ancestors = `frame-ancestors ${origins.join(" ") || "'none'"}`;
  const policy = headers.get("content-security-policy") ?? "";
  headers.set("content-security-policy", policy.replace(/frame-ancestors [^;]*/, ancestors));
  headers.set("cache-control", "no-store");
  headers.set("referrer-policy", "no-referrer");
  headers.delete("etag");
  return new Response(page.body, { status: page.status, headers });
}

/** Nobody where the Worker does not answer. */
async function framedBy(env: Invocation["env"], url: string): Promise<string[]> {
  try {
    const answer = await env.API.fetch(new Request(new URL("/api/portal/framing", url)));
    return answer.ok ? ((await answer.json()) as { origins: string[] }).origins : [];
  } catch {
    return [];
  }
}

interface Invocation {
  request: Request;
  env: { API: { fetch(request: Request): Promise<Response> } };
  next(request: Request): Promise<Response>;
}
