const TONES: Record<string, "ok" | "warning" | "danger"> = {
  ...{
    paid: "warning",
    refunding: "warning",
    due: "warning",
    accepted: "warning",
    begun: "warning",
  },
  ...{ "on-sale": "ok", draft: "warning" },
  ...{ completed: "ok", done: "ok", owner: "ok" },
  ...{ failed: "danger", stuck: "danger", forbidden: "danger", refused: "warning", none: "danger" },
};

/** A state in a word; its colour says no more than the word does. */
export const Tag = (props: { code: string; text: string }) => (
  <span class={`tag ${TONES[props.code] ?? ""}`}>{props.text}</span>
);
