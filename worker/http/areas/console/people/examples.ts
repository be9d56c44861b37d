const FINANCE = {
  ...{ subject: "operator-li", role: "finance", fixed: false },
  ...{ changedAt: "2026-11-20T09:30:00.000Z", changedBy: "operator-wang" },
};

export const EXAMPLES = {
  "getConsoleMe 200": {
    "Somebody of the finance department": {
      ...{ id: "operator-li", username: "李静", role: "finance" },
      rights: ["read", "orders", "sessions", "money", "invoices", "audit"],
    },
  },
  "getConsoleOperators 200": {
    "Two people": {
      items: [
        {
          ...{ subject: "operator-wang", role: "owner", fixed: true },
          ...{ changedAt: null, changedBy: null },
        },
        FINANCE,
      ],
    },
  },
  "putConsoleOperatorsBySubject request": { Finance: { role: "finance" } },
  "putConsoleOperatorsBySubject 200": { "From now on": FINANCE },
  "deleteConsoleOperatorsBySubject 200": { "Shut out": { ...FINANCE, role: "none" } },
};
