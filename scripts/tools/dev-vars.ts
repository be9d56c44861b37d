/** Variables by name, as `.dev.vars` holds them. */
export type Variables = Record<string, string>;

/** The line rule of the reader inside wrangler (dotenv), so that both see the same file. */
const LINE =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

/** Reads a `.dev.vars` file the way wrangler does. */
export function parseDevVars(text: string): Variables {
  const variables: Variables = {};
  for (const [, name = "", raw = ""] of text.replace(/\r\n?/g, "\n").matchAll(LINE)) {
    const trimmed = raw.trim();
    const value = trimmed.replace(/^(['"`])([\s\S]*)\1$/, "$2");
    variables[name] = trimmed.startsWith('"')
      ? value.replaceAll("\\n", "\n").replaceAll("\\r", "\r")
      : value;
  }
  return variables;
}

/**
 * Writes one variable. A PEM keeps its lines between double quotes, where a person may paste another over it, with line ends or with \\n;
 * JSON goes into single quotes, where nothing is unescaped.
 */
export function formatDevVar(name: string, value: string): string {
  if (/^[\w./:@,+=-]*$/.test(value)) return `${name}=${value}`;
  const quote = ['"', "'", "`"].find((mark) => !value.includes(mark) && keeps(mark, value));
  if (!quote)
    throw new Error(`${name} cannot be written to .dev.vars: it contains every kind of quote`);
  return `${name}=${quote}${value}${quote}`;
}

/** Adds the variables that the text does not have yet; a name that is there stays as it is, even when empty. */
export function appendMissing(
  text: string,
  wanted: Variables,
  heading: string,
): { text: string; added: string[] } {
  const present = parseDevVars(text);
  const added = Object.keys(wanted).filter((name) => !(name in present));
  if (added.length === 0) return { text, added };
  const lines = added.map((name) => formatDevVar(name, wanted[name] ?? ""));
  const before = text === "" ? "" : `${text.replace(/\n*$/, "")}\n\n`;
  return { text: `${before}# ${heading}\n${lines.join("\n")}\n`, added };
}

/** Double quotes turn a written \n into a line end, which would break JSON. */
function keeps(mark: string, value: string): boolean {
  return mark !== '"' || !value.includes("\\");
}
