/** Elements that begin a line of their own. */
const BLOCKS =
  "p, div, blockquote, pre, h1, h2, h3, h4, h5, h6, ul, ol, li, dl, dt, dd, table, tr, br, hr";

/** The words of an HTML text, line by line. Its document is inert: nothing in it runs or loads. */
export function plainLines(html: string): string[] {
  const { body } = new DOMParser().parseFromString(html.replaceAll(/\s+/g, " "), "text/html");
  for (const silent of body.querySelectorAll("script, style, template")) silent.remove();
  for (const cell of body.querySelectorAll("td, th")) cell.after(" ");
  for (const block of body.querySelectorAll(BLOCKS)) {
    block.before("\n");
    block.after("\n");
  }
  const lines = body.textContent.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "");
}
