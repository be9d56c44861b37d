import { locale } from "../shared/i18n/index.ts";

/** To the second: an order's timeline has several events a minute. */
export const exactly = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(iso),
  );
