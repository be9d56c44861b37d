/** Hosts of a developer's own machine: alone there a page without https may frame the portal. */
const OWN_MACHINE = /^(localhost|127\.0\.0\.1|[a-z0-9-]+\.localhost)$/;

/** Stricter than what an address may have: the name goes into a header, where `;` and `*` mean something. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** A host page's origin as browsers write it, or null for what is none. No wildcards, no path, no user. */
export function embedOrigin(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || !HOST.test(url.hostname)) return null;
  const isBare = url.href === `${url.origin}/` && !/[?#]/.test(text);
  const isSafe =
    url.protocol === "https:" || (url.protocol === "http:" && OWN_MACHINE.test(url.hostname));
  return isBare && isSafe ? url.origin : null;
}
