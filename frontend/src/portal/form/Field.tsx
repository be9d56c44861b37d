import { createUniqueId, type JSX, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { FormProblems } from "./createProblems.ts";

interface FieldProps {
  label: string;
  /** As the API names it; also tells which problem is this field's. */
  path: string;
  value: string;
  problems: FormProblems;
  onInput: (value: string) => void;
  hint?: string;
  required?: boolean;
  lengthMax?: number;
  type?: "text" | "email" | "tel";
  autocomplete?: string;
  /** Ids of an own list of proposals. */
  list?: string;
  /** Codes and numbers, which no browser should correct. */
  code?: boolean;
  wide?: boolean;
  children?: JSX.Element;
}

/** A line to write on, with its name above it and what is wrong with it below. */
export function Field(props: FieldProps) {
  const id = createUniqueId();
  const note = createUniqueId();
  const problem = () => props.problems.of(props.path);
  return (
    <div class="form-field" classList={{ wide: props.wide === true }}>
      <FieldLabel for={id} text={props.label} required={props.required === true} />
      <input
        id={id}
        class="day"
        type={props.type ?? "text"}
        value={props.value}
        maxLength={props.lengthMax}
        autocomplete={props.autocomplete ?? "off"}
        list={props.list}
        spellcheck={props.code ? false : undefined}
        autocapitalize={props.code ? "characters" : undefined}
        aria-required={props.required}
        aria-invalid={problem() !== undefined}
        aria-describedby={note}
        onInput={(event) => {
          props.problems.change(props.path);
          props.onInput(event.currentTarget.value);
        }}
        onBlur={() => props.problems.leave(props.path)}
      />
      <FieldNote id={note} problem={problem()} hint={props.hint} count={countOf(props.value)} />
      {props.children}
    </div>
  );
}

/** What is counted of a number that has a length: its letters without blanks. */
const countOf = (value: string): number => value.replace(/[\s.-]/g, "").length;

export const FieldLabel = (props: { for: string; text: string; required: boolean }) => (
  <label class="small" for={props.for}>
    {props.text}
    <Show when={props.required}>
      <span class="muted"> {t("portal.form.required")}</span>
    </Show>
  </label>
);

interface FieldNoteProps {
  id: string;
  problem: string | undefined;
  hint: string | undefined;
  count: number;
}

export const FieldNote = (props: FieldNoteProps) => (
  <p id={props.id} class="small form-note" classList={{ wrong: props.problem !== undefined }}>
    <Show
      when={props.problem}
      fallback={<Show when={props.hint}>{(hint) => <Words text={hint()} />}</Show>}
    >
      {(problem) => (
        <>
          <Icon name="alert" class="advice-icon" />
          <Words text={t(`portal.problem.${problem() as "other"}`, { count: props.count })} />
        </>
      )}
    </Show>
  </p>
);
