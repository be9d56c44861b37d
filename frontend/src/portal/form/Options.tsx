import { createUniqueId, For } from "solid-js";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { FormProblems } from "./createProblems.ts";
import { FieldLabel, FieldNote } from "./Field.tsx";

interface OptionsProps {
  label: string;
  path: string;
  value: string;
  options: { value: string; text: string }[];
  problems: FormProblems;
  onChoose: (value: string) => void;
  hint?: string;
  autocomplete?: string;
}

/** The browser's own list as a field of a form. */
export function Options(props: OptionsProps) {
  const id = createUniqueId();
  const note = createUniqueId();
  const problem = () => props.problems.of(props.path);
  return (
    <div class="form-field">
      <FieldLabel for={id} text={props.label} required={false} />
      <span class="select">
        <select
          id={id}
          autocomplete={props.autocomplete}
          aria-invalid={problem() !== undefined}
          aria-describedby={note}
          onChange={(event) => {
            props.problems.change(props.path);
            props.onChoose(event.currentTarget.value);
          }}
        >
          <For each={props.options}>
            {(option) => (
              <option value={option.value} selected={option.value === props.value}>
                {option.text}
              </option>
            )}
          </For>
        </select>
        <Icon name="chevron" />
      </span>
      <FieldNote id={note} problem={problem()} hint={props.hint} count={0} />
    </div>
  );
}
