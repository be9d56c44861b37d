import { invalidRequest } from "./refusal.ts";

export type FormValue = string | FormMap;

/** Arrays are maps too, by index: only the parameter's reader knows which one is meant. */
export interface FormMap {
  [key: string]: FormValue;
}

const DEPTH_MAX = 12;

/** Reads `items[0][price]=p&metadata[k]=v&expand[]=customer`, brackets literal or encoded. */
export function parseForm(text: string): FormMap {
  const form: FormMap = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) insert(form, pathOf(name), value, name);
  return form;
}

function pathOf(name: string): string[] {
  const [head = ""] = name.split("[", 1);
  const rest = name.slice(head.length);
  if (head === "" || !/^(\[[^[\]]*\])*$/.test(rest)) throw malformed(name);
  const path = [head, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key = ""]) => key)];
  if (path.length > DEPTH_MAX) throw malformed(name);
  return path;
}

function insert(form: FormMap, path: string[], value: string, name: string): void {
  let at = form;
  for (const [index, step] of path.entries()) {
    const key = step === "" ? String(Object.keys(at).length) : step;
    if (index === path.length - 1) {
      at[key] = value;
      return;
    }
    at[key] ??= Object.create(null) as FormMap;
    const next = at[key];
    if (typeof next === "string") throw malformed(name);
    at = next;
  }
}

const malformed = (name: string) =>
  invalidRequest(`Invalid request: the parameter name '${name}' is malformed`, { param: name });
