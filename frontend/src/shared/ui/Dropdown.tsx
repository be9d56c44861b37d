import { createUniqueId, For, type JSX, Show } from "solid-js";
import { createMenu } from "./createMenu.ts";
import { Icon, type IconName } from "./Icon.tsx";

interface DropdownItem {
  label: string;
  icon?: IconName;
  /** Set for a choice among several; absent for a plain action. */
  checked?: boolean;
  onSelect: () => void;
}

interface DropdownProps {
  label: string;
  trigger: JSX.Element;
  class?: string;
  heading?: string;
  items: DropdownItem[];
}

/** A button and its menu. Why it is not Kobalte's: docs/decisions/0007-dependencies.md. */
export function Dropdown(props: DropdownProps) {
  const id = createUniqueId();
  let root!: HTMLDivElement;
  let button!: HTMLButtonElement;
  const menu = createMenu({ root: () => root, button: () => button });
  const select = (item: DropdownItem) => {
    menu.hide(true);
    item.onSelect();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu inside.
    <div class="dropdown" ref={root} onKeyDown={menu.onKeyDown} onFocusOut={menu.onFocusOut}>
      <button
        ref={button}
        type="button"
        class={`pill ${props.class ?? ""}`}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={menu.open()}
        aria-controls={id}
        onClick={() => (menu.open() ? menu.hide(true) : menu.show())}
      >
        {props.trigger}
      </button>
      <Show when={menu.open()}>
        <div class="dropdown-list" id={id} role="menu" aria-label={props.label}>
          <Show when={props.heading}>
            <p class="dropdown-heading">{props.heading}</p>
          </Show>
          <For each={props.items}>
            {(item) => <Entry item={item} onSelect={() => select(item)} />}
          </For>
        </div>
      </Show>
    </div>
  );
}

function Entry(props: { item: DropdownItem; onSelect: () => void }) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a menuitemradio gets it.
    <button
      type="button"
      tabindex="-1"
      role={props.item.checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={props.item.checked}
      onClick={props.onSelect}
    >
      <Show when={props.item.icon}>{(icon) => <Icon name={icon()} />}</Show>
      <span>{props.item.label}</span>
      <Show when={props.item.checked}>
        <Icon name="check" class="tick" />
      </Show>
    </button>
  );
}
