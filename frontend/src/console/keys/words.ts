import type { KeyScopes } from "../../../../worker/domain/key-scopes.ts";
import { t } from "../i18n.ts";

/** What may be shown of a key. */
export const keyText = (id: string): string => `eck_${id}_…`;

/** How a host product sends it. */
export const KEY_HEADER = "Authorization: Bearer eck_…";

export const scopesText = (scopes: KeyScopes): string =>
  scopes === null ? t("console.keys.everything") : scopes.join(", ");
