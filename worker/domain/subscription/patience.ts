/**
 * How long a renewal may take before it is called past due although Stripe does not: its draft waits an hour, and 72 when
 * our endpoint did not answer, and then it is charged.
 */
export const RENEWAL_PATIENCE_MS = 73 * 3_600_000;
