import { For } from "solid-js";

interface PillsProps {
  /** What is chosen, for who hears the page. */
  label: string;
  choices: readonly { value: string; text: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** One of a few, all of them in sight. */
export const Pills = (props: PillsProps) => (
  <fieldset class="pills">
    <legend class="visually-hidden">{props.label}</legend>
    <For each={props.choices}>
      {(choice) => (
        <button
          type="button"
          class="pill"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChange(choice.value)}
        >
          {choice.text}
        </button>
      )}
    </For>
  </fieldset>
);
