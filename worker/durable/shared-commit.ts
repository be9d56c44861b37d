/**
 * Lets calls that come while a write is under way share the next commit. Each is a storage transaction of its own, which as a
 * savepoint fails alone; they run in the order they came, in one turn of the event loop, and what one turn writes is committed as
 * one. The platform's output gate holds every answer back until that commit is safe, so nothing is answered sooner than it was.
 */
export class SharedCommit {
  #waiting: (() => void)[] = [];
  #isUnderWay = false;

  /** At once where nothing is under way, so that a call alone waits for nobody. */
  run<T>(work: () => T): T | Promise<T> {
    if (this.#isUnderWay)
      return new Promise((resolve, reject) => {
        this.#waiting.push(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
      });
    this.#begin();
    return work();
  }

  /** Runs what waits now: before whatever else the object is asked, so that the order stays that of arrival. */
  flush(): void {
    const due = this.#waiting;
    this.#waiting = [];
    for (const work of due) work();
  }

  /** Until the event loop has come round: by then the commit is made and what came meanwhile has been delivered. */
  #begin(): void {
    this.#isUnderWay = true;
    setTimeout(() => {
      this.#isUnderWay = false;
      if (this.#waiting.length === 0) return;
      this.#begin();
      this.flush();
    }, 0);
  }
}
