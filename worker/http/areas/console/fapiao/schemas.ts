import * as v from "valibot";
import { FAPIAO_STATES } from "../../../../domain/invoice/fapiao.ts";
import { fromMajor } from "../../../../domain/money.ts";
import { FapiaoStatus, fapiaoNumber, line } from "../../../core/invoices/schemas.ts";
import { count, countedPageOf, money, pageQuery } from "../../../core/schemas.ts";
import { archivedMonth } from "../invoices/schemas.ts";
import { reason } from "../schemas.ts";

/** Requests that one call settles. Each takes two statements of D1. */
export const RESULTS_PER_CALL_MAX = 100;

const state = v.optional(
  v.pipe(
    v.picklist([...FAPIAO_STATES, "red"]),
    v.description("Only those in this state; `red`: refunded since, and no red letter yet"),
  ),
);

export const FapiaoQuery = v.object({ ...pageQuery("fapiao"), state });
export const FapiaoFileQuery = v.object({ state });

export const FapiaoItem = v.object({
  ...FapiaoStatus.entries,
  customerId: v.string(),
  invoiceId: v.string(),
  invoiceNumber: v.string(),
});

export const FapiaoPage = v.object({ ...countedPageOf(FapiaoItem).entries, archivedMonth });

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export const FapiaoResults = v.object({
  results: v.pipe(
    v.array(
      v.variant("result", [
        v.object({ id, result: v.literal("issuing") }),
        v.object({ id, result: v.literal("issued"), number: fapiaoNumber }),
        v.object({
          ...{ id, result: v.literal("refused") },
          reason: v.pipe(line(200, "Why, as the customer reads it"), v.minLength(1)),
        }),
        v.object({
          ...{ id, result: v.literal("red"), number: fapiaoNumber },
          amount: v.optional(
            v.pipe(
              money,
              v.check((text) => fromMajor(text, "CNY") !== null, "an amount in CNY"),
              v.description("What it is over; else all that is due"),
            ),
          ),
        }),
      ]),
    ),
    v.minLength(1),
    v.maxLength(RESULTS_PER_CALL_MAX),
  ),
  reason,
});

export const FapiaoOutcomes = v.object({
  done: count,
  outcomes: v.pipe(
    v.array(
      v.object({
        id: v.string(),
        outcome: v.pipe(
          v.picklist(["done", "not-possible", "not-found", "malformed", "amount-differs"]),
          v.description(
            "`not-possible`: its state does not allow it. `malformed`: a cell of a file is no such number or amount, or the row is there twice. `amount-differs`: `金额` is none of the amounts that the fapiao was asked over, or is missing though something was refunded since",
          ),
        ),
      }),
    ),
    v.description("In the order of the request"),
  ),
});

export const COMPONENTS = { FapiaoItem, FapiaoPage, FapiaoResults, FapiaoOutcomes };

export type FapiaoItem = v.InferOutput<typeof FapiaoItem>;
export type FapiaoOutcome = v.InferOutput<typeof FapiaoOutcomes>["outcomes"][number];
export type FapiaoResult = v.InferOutput<typeof FapiaoResults>["results"][number];
