import { isConnected } from "../primitives/connection.ts";
import { showFailure } from "../primitives/toasts.ts";
import { networkLost } from "./answer.ts";
import { post } from "./client.ts";

export const signOut = () => post<void>("/api/auth/logout");

/** Where a guest signs in; afterwards the customer is back at `returnTo`. */
export const signInAddress = (returnTo: string): string =>
  `/api/auth/login?returnTo=${encodeURIComponent(returnTo)}`;

/** Leaves for it, unless the connection is lost: then the page stays and says so. */
export function goToSignIn(returnTo: string): void {
  if (isConnected()) location.assign(signInAddress(returnTo));
  else showFailure(networkLost());
}

export const currentPath = (): string => location.pathname + location.search;
