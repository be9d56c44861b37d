import { type Accessor, createSignal } from "solid-js";

/** Turns that are waited for; undefined but while a page is drawn for the first time. */
let waiting: (() => void)[] | undefined;
const [isShown, setShown] = createSignal(true);

/** Whether what is drawn is in the document: a dialog opens nowhere else. */
export { isShown };

/** Whether a part of the page has its turn. While a page starts, each part that asks is drawn in a task of its own; later at once. */
export function createTurn(): Accessor<boolean> {
  const [hasTurn, setTurn] = createSignal(waiting === undefined);
  waiting?.push(() => setTurn(true));
  return hasTurn;
}

/** Draws, then part by part what asked for a turn meanwhile, and shows it when all is there. A phone answers a tap between them. */
export async function drawInPieces(draw: () => void, show: () => void): Promise<void> {
  const turns: (() => void)[] = [];
  waiting = turns;
  setShown(false);
  try {
    draw();
    for (let next = turns.shift(); next; next = turns.shift()) {
      await nextTask();
      next();
    }
  } finally {
    waiting = undefined;
  }
  await nextTask();
  show();
  setShown(true);
}

/** Browsers that have it go on before other work that waits. */
export function nextTask(): Promise<unknown> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}
