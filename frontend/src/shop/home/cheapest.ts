/** A price as the API writes it: a decimal string. */
export interface Priced {
  price: string;
  currency: string;
}

/** The lowest price; undefined where there is none, or where currencies cannot be compared. */
export function cheapest(offers: readonly Priced[]): Priced | undefined {
  const [first, ...others] = offers;
  if (!first || others.some(({ currency }) => currency !== first.currency)) return undefined;
  return others.reduce(
    (least, one) => (Number(one.price) < Number(least.price) ? one : least),
    first,
  );
}
