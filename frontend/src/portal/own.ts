import { useSite } from "../shared/frame/site.tsx";
import { language } from "../shared/i18n/index.ts";

/** Whose data a page of the portal asks for, and in which language; undefined while that is not known, and for a guest. */
export function createOwn() {
  const { customer } = useSite();
  return {
    own: (): string | undefined => {
      const known = customer();
      return known ? `${known.id} ${language()}` : undefined;
    },
    isGuest: (): boolean => customer() === null,
  };
}
