import { createUniqueId, For } from "solid-js";

interface ChoiceProps<T extends string> {
  label: string;
  chosen: T;
  options: { value: T; text: string; disabled?: boolean }[];
  onChoose: (value: T) => void;
}

/** A few ways, one of them: real radios side by side. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const name = createUniqueId();
  return (
    <fieldset class="form-choice">
      <legend class="small">{props.label}</legend>
      <div>
        <For each={props.options}>
          {(option) => (
            <label>
              <input
                type="radio"
                name={name}
                checked={option.value === props.chosen}
                disabled={option.disabled}
                onChange={() => props.onChoose(option.value)}
              />
              <span>{option.text}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
