/** Where the console is; its pages' addresses are below it. */
export const BASE = "/console";

export const addressOfOrder = (orderNo: string): string => `/orders/${encodeURIComponent(orderNo)}`;
export const addressOfInvoice = (ref: string): string => `/invoices/${encodeURIComponent(ref)}`;
export const addressOfCustomer = (id: string): string => `/customers/${encodeURIComponent(id)}`;
