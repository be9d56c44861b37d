import { embedding } from "../embedding.ts";
import { isConnected } from "../primitives/connection.ts";
import { showFailure } from "../primitives/toasts.ts";
import { networkLost } from "./answer.ts";
import { post } from "./client.ts";

/** Ends the session of this browser, or all that the customer has: others end within a minute. */
export const signOut = ({ everywhere }: { everywhere: boolean }) =>
  post<void>(`/api/auth/logout${everywhere ? "?everywhere=true" : ""}`);

/** Where a guest signs in; afterwards the customer is back at `returnTo`. */
export const signInAddress = (returnTo: string): string =>
  `/api/auth/login?returnTo=${encodeURIComponent(returnTo)}`;

/** Leaves for it, unless the connection is lost: then the page stays and says so. */
export function goToSignIn(returnTo: string): void {
  const frame = embedding();
  if (frame) frame.signIn();
  else if (isConnected()) location.assign(signInAddress(returnTo));
  else showFailure(networkLost());
}

export const currentPath = (): string => location.pathname + location.search;
