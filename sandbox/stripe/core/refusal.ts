/** The members of Stripe's error object. */
export interface ErrorBody {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  doc_url?: string;
  payment_intent?: unknown;
  [more: string]: unknown;
}

/** An answer other than 2xx. Nothing of the request is kept, unless `keep` says that its effects stay. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly keep: boolean;

  constructor(status: number, body: ErrorBody, keep = false) {
    super(body.message);
    this.status = status;
    this.body = {
      ...(body.code && { doc_url: `https://stripe.com/docs/error-codes/${body.code}` }),
      ...body,
    };
    this.keep = keep;
  }
}

interface Hints {
  code?: string | undefined;
  param?: string | undefined;
}

export function invalidRequest(message: string, { code, param }: Hints = {}): Refusal {
  return new Refusal(400, {
    type: "invalid_request_error",
    message,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  });
}

/** Parameters that old examples still send and that are refused by a code of their own. */
const GONE: Record<string, string> = {
  payment_method_types: "payment_method_types_no_longer_supported",
};

export const parameterUnknown = (param: string): Refusal =>
  invalidRequest(`Received unknown parameter: ${param}`, {
    code: GONE[param] ?? "parameter_unknown",
    param,
  });

export const parameterMissing = (param: string): Refusal =>
  invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });

/** 404 where the address names it, 400 where a parameter does. */
export const resourceMissing = (noun: string, id: string, param = "id"): Refusal =>
  new Refusal(param === "id" ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${noun}: '${id}'`,
    param,
  });
