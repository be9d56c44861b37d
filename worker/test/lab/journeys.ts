/**
 * Calls of objects on their way there or back. Both ways wait for the disk (output gates) and for an object to start, which no
 * step shows; while one is on its way nothing is at rest.
 */
export class Journeys {
  #calls: Call[] = [];

  get underWay(): boolean {
    return this.#calls.some(({ isMoving }) => isMoving);
  }

  /** Called by who calls; what it answers is to be called when the answer is there. */
  setOut(object: string, method: string): () => void {
    const call: Call = { object, method, isMoving: true, hasArrived: false };
    this.#calls.push(call);
    return () => this.#forget(call);
  }

  /** Called in the object; what it answers is to be called when the answer leaves it. */
  arrive(object: string, method: string): () => void {
    const call = this.#calls.find(
      (each) => each.object === object && each.method === method && !each.hasArrived,
    );
    if (!call) return () => undefined; // Called by the laboratory itself, or by its own object.
    call.hasArrived = true;
    call.isMoving = false;
    return () => {
      call.isMoving = true;
    };
  }

  /** Who called may be dead. */
  machineDied(): void {
    this.#calls = [];
  }

  #forget(call: Call): void {
    this.#calls = this.#calls.filter((each) => each !== call);
  }
}

interface Call {
  object: string;
  method: string;
  isMoving: boolean;
  hasArrived: boolean;
}
