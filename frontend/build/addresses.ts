/** A part of a route that stands for many: `:id`, or `*rest` at its end. */
const OPEN_PART = /^[:*]/;

/** Where a route's file is: "/a/b" -> "a/b.html", which Pages serves as /a/b. "/a/:id" -> "a/_.html", by a rule. */
export function fileOf(route: string): string {
  if (route === "/") return "index.html";
  if (route.startsWith("*")) return "404.html"; // With this file Pages answers 404 for all that has none.
  return `${addressOf(route).slice(1)}.html`;
}

/** An address that the route matches; for one without open parts its only one. */
export const addressOf = (route: string): string =>
  (route.startsWith("*") ? "/404" : route)
    .split("/")
    .map((part) => (OPEN_PART.test(part) ? "_" : part))
    .join("/");

/** `_redirects` of Pages: one line for each route that stands for many addresses, the narrower first. */
export function rulesFor(routes: string[]): string {
  return routes
    .filter((route) => /\/[:*]/.test(route))
    .toSorted((a, b) => Number(a.includes("*")) - Number(b.includes("*")))
    .map((route) => `${route.replace(/\*.*$/, "*")} ${addressOf(route)} 200\n`)
    .join("");
}
