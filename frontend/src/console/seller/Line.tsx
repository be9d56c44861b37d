import { createUniqueId } from "solid-js";

interface LineProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  lengthMax?: number;
  type?: "text" | "email" | "month";
  placeholder?: string;
  disabled?: boolean;
  invalid?: boolean;
}

/** One line to write on, with its name above it. */
export function Line(props: LineProps) {
  const id = createUniqueId();
  return (
    <div class="filter">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="day"
        type={props.type ?? "text"}
        value={props.value}
        placeholder={props.placeholder}
        maxLength={props.lengthMax}
        disabled={props.disabled}
        autocomplete="off"
        aria-invalid={props.invalid}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}
