/** What is different where the pages stand in a frame of a host's (src/embed). */
export interface Embedding {
  /** In place of `fetch`: with the frame's token and without cookies. */
  send(path: string, init: RequestInit): Promise<Response>;
  /** For a page that no frame may show. */
  leave(url: string): void;
  /** A frame has nowhere to sign in: its host is asked for another token. */
  signIn(): void;
  /** What a customer must have seen before its press moves money (src/embed/sight.ts). */
  watch(element: Element, as: "control" | "words"): void;
}

let current: Embedding | undefined;

/** undefined on our own pages. */
export const embedding = (): Embedding | undefined => current;

/** As a `ref`: of a control that moves money. */
export const seenControl = (element: Element): void => current?.watch(element, "control");

/** As a `ref`: of the words that say what such a control does. */
export const seenWords = (element: Element): void => current?.watch(element, "words");

export function embedBy(host: Embedding): void {
  current = host;
}
