interface FieldError {
  field: string;
  message: string;
}

export interface Failure {
  ok: false;
  code: string;
  /** From the server, in the page's language; empty when the page has to supply the text. */
  title: string;
  status: number;
  errors: FieldError[];
  /** Why, as a code, where a refusal has several reasons. */
  reason?: string;
}

export interface Success<T> {
  ok: true;
  value: T;
  serverTimeMs?: number | undefined;
}

export type Answer<T> = Success<T> | Failure;

/** The page's own codes, for failures without an answer of our server. */
export const NETWORK_LOST = "NETWORK_LOST";
export const UNEXPECTED_ANSWER = "UNEXPECTED_ANSWER";

export const networkLost = (): Failure => ({
  ok: false,
  code: NETWORK_LOST,
  title: "",
  status: 0,
  errors: [],
});

/** Reads problem+json; anything else (a proxy's HTML page, say) becomes UNEXPECTED_ANSWER. */
export function failureFrom(status: number, content: unknown): Failure {
  const problem = (typeof content === "object" && content !== null ? content : {}) as Record<
    string,
    unknown
  >;
  const known = typeof problem.code === "string" && typeof problem.title === "string";
  return {
    ok: false,
    code: known ? String(problem.code) : UNEXPECTED_ANSWER,
    title: known ? String(problem.title) : "",
    status,
    errors: Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : [],
    ...(typeof problem.reason === "string" && { reason: problem.reason }),
  };
}

/** Refusals that a retry does not change. Data shown before must not stay on the screen. */
export const isFinal = (failure: Failure): boolean => [401, 403, 404].includes(failure.status);

export const needsSignIn = (failure: Failure): boolean => failure.status === 401;

export const map = <T, U>(answer: Answer<T>, change: (value: T) => U): Answer<U> =>
  answer.ok ? { ...answer, value: change(answer.value) } : answer;
