/** What may be shown of a key. */
export const keyText = (id: string): string => `eck_${id}_…`;

/** How a host product sends it. */
export const KEY_HEADER = "Authorization: Bearer eck_…";
