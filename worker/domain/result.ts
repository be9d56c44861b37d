/** An outcome with a reason. Expected refusals travel as values; a thrown error is a bug. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const err = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });

/** Stops the work when a rule of the program itself is broken. Nothing is saved after it throws. */
export function invariant(holds: unknown, broken: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${broken}`);
}
