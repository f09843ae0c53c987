/**
 * What a pool and one of its threads say to each other in shared memory. ONNX Runtime's binding brings the process down when its
 * thread is ended within a call ("terminate called after throwing an instance of 'Napi::Error'"), so a thread is ended only where
 * it says that it may be; elsewhere it looks whether it is to end, and does so itself.
 */
export type ThreadControl = Int32Array<SharedArrayBuffer>;

/** 1: the thread may be ended at any place; 0: it loads or runs native code. */
const endable = 0;
/** 1: the thread is to end. */
const stop = 1;

/** Of threads that live. */
const controls = new Set<ThreadControl>();

/** A process that exits ends its threads. */
const exitWaitMs = 5000;
function holdExit(): void {
  for (const control of controls) Atomics.store(control, stop, 1);
  for (const control of controls) Atomics.wait(control, endable, 0, exitWaitMs);
}

export function createThreadControl(): ThreadControl {
  if (controls.size === 0) process.on('exit', holdExit);
  const control = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  controls.add(control);
  return control;
}

/** To be called when the thread has ended. */
export function forgetThreadControl(control: ThreadControl): void {
  controls.delete(control);
  if (controls.size === 0) process.off('exit', holdExit);
}

/** Tells the thread to end. @returns whether it may be ended at once; else it ends itself */
export function tellToEnd(control: ThreadControl): boolean {
  Atomics.store(control, stop, 1);
  return Atomics.load(control, endable) === 1; // after the store: a thread that enters native code now sees it
}

/** The thread's side. */
export function threadSide(control: ThreadControl) {
  /** Does not return when the thread is to end. */
  const throwIfAborted = (): void => {
    if (Atomics.load(control, stop) === 0) return;
    sayEndable(); // nothing native follows, and a process that exits waits for it
    process.exit();
  };
  const sayEndable = (): void => {
    Atomics.store(control, endable, 1);
    Atomics.notify(control, endable);
  };
  return {
    throwIfAborted,
    /** From here on the thread may be ended anywhere. */
    allowEnd(): void {
      sayEndable();
      throwIfAborted();
    },
    /** From here on it may not. */
    holdEnd(): void {
      Atomics.store(control, endable, 0);
      throwIfAborted();
    },
  };
}
