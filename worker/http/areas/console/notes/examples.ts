export const NOTED = {
  key: "message:17",
  standing: "aside",
  version: 1,
  note: "Refunded in WeChat Pay's console, 12 Nov",
  by: "operator-li",
  at: "2026-11-20T09:41:02.000Z",
};

/** Of a row that nobody wrote about. */
export const unnoted = (key: string) => ({
  ...{ key, standing: "open", version: 0, note: null, by: null, at: null },
});

export const EXAMPLES = {
  "putConsoleNotesByKey request": {
    "Set aside": { note: NOTED.note, aside: true, version: 0, count: 1 },
    "Open again": { note: "The customer has not got it yet", aside: false, version: 1 },
  },
  "putConsoleNotesByKey 200": { "Set aside": NOTED },
};
