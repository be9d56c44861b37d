type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `previous_attributes`: what changed, with its former value; lists whole, other objects member by member. */
export function differenceOf(before: object, after: object): Plain {
  const [old, now] = [before as Plain, after as Plain];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  const changed = [...names].filter((name) => !same(old[name], now[name]));
  return Object.fromEntries(
    changed.map((name) => {
      const [was, is] = [old[name], now[name]];
      return [name, isPlain(was) && isPlain(is) ? differenceOf(was, is) : (was ?? null)];
    }),
  );
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
