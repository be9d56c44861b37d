/**
 * A message on the sockets that wait for an order: another code has taken the place of whatever a page may show. `code` is absent when the
 * object has slept since: the page then knows only that its own is an earlier one.
 */
export interface CodeReplaced {
  event: "code-replaced";
  orderNo: string;
  payType: number;
  /** Counts the order's codes: the one that counts now. */
  attempt: number;
  code?: { url: string; expiresInMs: number; cashierUrl?: string };
}

/** A message on the sockets that wait for an order: a payment was tried and declined. The code can still be paid. */
export interface PaymentDeclined {
  event: "payment-declined";
  orderNo: string;
}
