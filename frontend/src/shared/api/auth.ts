import { post } from "./client.ts";

export const signOut = () => post<void>("/api/auth/logout");

/** Where a guest signs in; afterwards the customer is back at `returnTo`. */
export const signInAddress = (returnTo: string): string =>
  `/api/auth/login?returnTo=${encodeURIComponent(returnTo)}`;

export const currentPath = (): string => location.pathname + location.search;
