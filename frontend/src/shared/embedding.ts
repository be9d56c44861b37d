/** What is different where the pages stand in a frame of a host's (src/embed). */
export interface Embedding {
  /** In place of `fetch`: with the frame's token and without cookies. */
  send(path: string, init: RequestInit): Promise<Response>;
  /** For a page that no frame may show. */
  leave(url: string): void;
  /** A frame has nowhere to sign in: its host is asked for another token. */
  signIn(): void;
}

let current: Embedding | undefined;

/** undefined on our own pages. */
export const embedding = (): Embedding | undefined => current;

export function embedBy(host: Embedding): void {
  current = host;
}
