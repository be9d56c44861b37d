const MONTH = {
  month: "2025-02",
  ...{ orders: 1_280, events: 2_911, invoices: 322, bytes: 4_211_020 },
  finishedAt: "2026-02-03T01:15:00.000Z",
  restoredAt: null,
};

const ORDERS_CSV = [
  "orderNo,customerId,customerName,from,itemName,totalAmount,currency,payType,orderStatus,createdAt,paidAt,transactionId",
  "EC202502108Q3MZK7W5T,customer-lin,林,coze,专业版,39.90,CNY,1,completed,2025-02-10T09:30:00.000Z,2025-02-10T09:30:20.000Z,4200001234",
].join("\r\n");

const INVOICES_CSV = [
  "id,number,kind,customerId,period,state,revision,amount,currency,createdAt,issuedAt,paidAt,voidedAt",
  "in_0f8fad5bd9cb469fa16570867728950e,INV202502001,invoice,customer-lin,2025-02,paid,1,39.90,CNY,2025-03-01T03:10:00.000Z,2025-03-01T03:10:01.000Z,2025-03-01T03:10:01.000Z,",
].join("\r\n");

export const EXAMPLES = {
  "getConsoleArchive 200": { "One month": { items: [MONTH] } },
  "postConsoleArchiveByMonthRestore request": {
    "With a reason": { reason: "the auditor asks for February" },
  },
  "postConsoleArchiveByMonthRestore 200": {
    "All of it": { month: "2025-02", orders: 1_280, invoices: 322, done: true },
  },
  "getConsoleCustomersByCustomerOrdersArchiveCsv 200": { "One order": ORDERS_CSV },
  "getConsoleCustomersByCustomerInvoicesArchiveCsv 200": { "One invoice": INVOICES_CSV },
};
