/**
 * What an error says, fit for a log. The outer message of a failed query carries its SQL and parameters, so the innermost
 * cause speaks.
 */
export function faultText(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (!(inner instanceof Error)) return "unknown fault";
  return /^Failed query/.test(inner.message) ? inner.name : `${inner.name}: ${inner.message}`;
}
