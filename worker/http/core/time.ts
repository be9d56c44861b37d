/** ISO 8601 UTC, as every time crosses HTTP. */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString();
