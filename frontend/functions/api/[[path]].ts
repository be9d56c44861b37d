/** Hands every /api/* request, sockets included, to the Worker that the Pages project is bound to. */
export const onRequest = ({ request, env }: Invocation): Promise<Response> =>
  env.API.fetch(request);

interface Invocation {
  request: Request;
  env: { API: { fetch(request: Request): Promise<Response> } };
}
