/** A page before its data: drawn at build time, shown until the code has arrived. */
export interface ShellPage {
  /** The router's pattern. */
  path: string;
  /** The page's module, from the frontend's root; the build marks it. */
  source: string;
  /** What the page asks the server for first. */
  content: string;
  description: string;
  shells: {
    /** Its folder in src/i18n. */ language: string;
    tag: string;
    title: string;
    html: string;
    /** What takes the outline's place when the code does not arrive. */
    failure: string;
  }[];
}
