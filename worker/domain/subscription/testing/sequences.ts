import { MONEY_SEQUENCES } from "./sequences-money.ts";
import { PLAN_SEQUENCES } from "./sequences-plan.ts";

export type { Sequence, Step } from "./sequence-parts.ts";

export const SEQUENCES = [...PLAN_SEQUENCES, ...MONEY_SEQUENCES];
