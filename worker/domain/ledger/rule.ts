import type { Result } from "../result.ts";
import type { Answers, LedgerRefusal, OperationKind, Requests } from "./operations.ts";
import type { Change, LedgerView } from "./types.ts";

/** Decides what an operation changes. Reads the view, writes nothing. */
export type Rule<Kind extends OperationKind> = (
  view: LedgerView,
  request: Requests[Kind],
  nowMs: number,
) => Result<Change<Answers[Kind]>, LedgerRefusal>;
