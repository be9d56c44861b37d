/**
 * The one that was chosen, as long as it is on offer, and `standard` before a choice. A choice that has gone is not
 * replaced, so that customers never pay for what they did not choose.
 */
export const chosenOf = <T, K>(
  offered: readonly T[],
  keyOf: (one: T) => K,
  chosen: K | undefined,
  standard: T | undefined,
): T | undefined =>
  chosen === undefined ? standard : offered.find((one) => keyOf(one) === chosen);
