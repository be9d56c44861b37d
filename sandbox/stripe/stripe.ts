import { type Account, accountTime, createAccount, type Surroundings } from "./core/account.ts";
import { createDeliverer, type Deliverer } from "./core/deliveries.ts";
import { NO_STORE_FILE, openStoreFile, type StoreFile } from "./core/file.ts";
import { nextTask, runDue } from "./core/tasks.ts";
import { TASK_HANDLERS } from "./tasks.ts";

/** The one Stripe account of the sandbox. */
export interface StripeWorld {
  account: Account;
  deliverer: Deliverer;
  file: StoreFile;
  /** Lets everything happen that is due by now, and waits for what comes next. */
  runDue(): void;
  forget(): void;
}

/** However fast waits are made to pass, the clock itself does not run faster: look again after so long. */
const LOOK_AGAIN_MS = 20;

export function createStripe(
  surroundings: Surroundings,
  stateDirectory: string | undefined,
): StripeWorld {
  const account = createAccount(surroundings);
  const file = stateDirectory ? openStoreFile(stateDirectory, account.store) : NO_STORE_FILE;
  const deliverer = createDeliverer(account);
  const { clock } = account;
  let armedFor: number | undefined;

  function arm(): void {
    const due = nextTask(account, null)?.due;
    if (due === undefined || due === armedFor) return;
    armedFor = due;
    const waitMs = Math.max(due * 1000 - clock.now(), LOOK_AGAIN_MS * clock.scale);
    clock.after(waitMs, () => {
      armedFor = undefined;
      run();
    });
  }

  function run(): void {
    runDue(account, TASK_HANDLERS, null, accountTime(account));
    arm();
  }

  account.save = () => file.save();
  account.deliver = (events) => deliverer.deliver(events);
  return {
    account,
    deliverer,
    file,
    runDue: run,
    forget() {
      armedFor = undefined;
      deliverer.forget();
      account.pending = [];
      account.eventOrder = null;
      account.inFlight.clear();
      account.store.clear();
      file.save();
    },
  };
}
