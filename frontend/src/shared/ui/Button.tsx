import { type JSX, Show, splitProps } from "solid-js";

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "onClick"> {
  look?: "primary" | "plain" | "quiet";
  /** Shows a spinner and ignores presses. Unlike `disabled`, the button keeps the focus. */
  busy?: boolean;
  onClick?: (event: MouseEvent) => void;
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ["look", "busy", "onClick", "class", "children"]);
  return (
    <button
      type="button"
      {...rest}
      class={`button ${own.look ?? "plain"} ${own.class ?? ""}`}
      aria-busy={own.busy ? "true" : undefined}
      aria-disabled={own.busy ? "true" : undefined}
      onClick={(event) => !own.busy && own.onClick?.(event)}
    >
      <span class="button-text">{own.children}</span>
      <Show when={own.busy}>
        <span class="spinner" aria-hidden="true" />
      </Show>
    </button>
  );
}
