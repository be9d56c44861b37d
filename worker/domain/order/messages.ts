/**
 * A message on the sockets that wait for an order: another code has taken the place of whatever a page may show. `code` and `redirect` are absent when the
 * object has slept since: the page then knows only that its own is an earlier one.
 */
export interface CodeReplaced {
  event: "code-replaced";
  orderNo: string;
  payType: number;
  /** Counts the order's codes: the one that counts now. */
  attempt: number;
  code?: { url: string; expiresInMs: number; cashierUrl?: string };
  /** In place of a code: the address of the gateway's page. */
  redirect?: { url: string; expiresInMs: number };
}

/** A message on the sockets that wait for an order: a payment was tried and declined. The code can still be paid. */
export interface PaymentDeclined {
  event: "payment-declined";
  orderNo: string;
}
