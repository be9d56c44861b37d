/** As long as this a control must have been in sight before a press of it counts: a frame that flashes up under a click is not read. */
export const SEEN_MS_MIN = 300;
/** Words that were read may be scrolled away for as long. Later a host could have cut the frame down to the button alone. */
export const READ_MS_MAX = 10_000;
/** Browsers round where a frame ends. */
const SHARE_MIN = 0.95;
/** The least that browsers take, and how old their word may be. */
const LOOK_AGAIN_MS = 100;

interface SightPorts {
  now(): number;
  /** Tells each time that the element comes into sight, or goes out of it. */
  observe(element: Element, tell: (isSeen: boolean) => void): void;
}

interface Watched {
  since: number | undefined;
  /** When it went out of sight having been seen. */
  readAt: number | undefined;
}

export type Sight = ReturnType<typeof createSight>;

/**
 * Whether a customer has seen what is pressed. A page can lay the frame invisibly over something else, and have its visitor
 * cancel or buy with a click that was meant for that. So an act that moves money counts only when its control was in sight
 * before the press, and the words that say what it does still are, or were a moment ago. One press is one act.
 */
export function createSight({ now, observe }: SightPorts) {
  const controls = new WeakMap<Element, Watched>();
  const words = new Map<Element, Watched>();
  let isPressSeen = false;

  const isSeen = ({ since }: Watched) => since !== undefined && now() - since >= SEEN_MS_MIN;
  const isRead = (watched: Watched) =>
    isSeen(watched) || (watched.readAt !== undefined && now() - watched.readAt <= READ_MS_MAX);

  function watch(element: Element, as: "control" | "words"): void {
    const watched: Watched = { since: undefined, readAt: undefined };
    if (as === "control") controls.set(element, watched);
    else words.set(element, watched);
    observe(element, (isInSight) => {
      if (!isInSight && isSeen(watched)) watched.readAt = now();
      watched.since = isInSight ? (watched.since ?? now()) : undefined;
    });
  }

  /** Before the page hears of it. */
  function press(target: Element | null): void {
    for (const element of words.keys()) if (!element.isConnected) words.delete(element);
    const control = watchedAround(target);
    isPressSeen = control !== undefined && isSeen(control) && [...words.values()].every(isRead);
  }

  function watchedAround(target: Element | null): Watched | undefined {
    for (let element = target; element; element = element.parentElement) {
      const control = controls.get(element);
      if (control) return control;
    }
    return undefined;
  }

  return {
    watch,
    press,
    takePress(): boolean {
      const wasSeen = isPressSeen;
      isPressSeen = false;
      return wasSeen;
    },
  };
}

/**
 * By the browser's own word on what is painted, where it gives one (Chromium): covered, transparent and distorted is not
 * seen. Elsewhere it says no more than whether the element lies within the window, so that nobody is locked out who cannot be asked.
 */
export function observeSight(): SightPorts["observe"] {
  const tells = new WeakMap<Element, (isSeen: boolean) => void>();
  const options = {
    threshold: [0, SHARE_MIN, 1],
    trackVisibility: true,
    delay: LOOK_AGAIN_MS,
  };
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const { isVisible = true } = entry as { isVisible?: boolean };
      tells.get(entry.target)?.(isVisible && entry.intersectionRatio >= SHARE_MIN);
    }
  }, options);
  return (element, tell) => {
    tells.set(element, tell);
    observer.observe(element);
  };
}
