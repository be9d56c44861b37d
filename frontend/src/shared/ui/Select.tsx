import { For } from "solid-js";
import { Icon } from "./Icon.tsx";

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; text: string }[];
  onChoose: (value: T) => void;
}

/** The browser's own list, with its name beside it. */
export function Select<T extends string>(props: SelectProps<T>) {
  return (
    <label class="field">
      <span class="muted">{props.label}</span>
      <span class="select">
        <select onChange={(event) => props.onChoose(event.currentTarget.value as T)}>
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
    </label>
  );
}
