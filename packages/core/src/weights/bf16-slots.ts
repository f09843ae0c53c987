import { bf16Module } from './bf16-module.ts';

/** Room for stored BF16 elements in the memory of a WebAssembly instance, which widens them from there. */
export interface Bf16Slot {
  /** Room for `count` elements, at most `slotElements`. */
  bytes(count: number): Uint8Array;
  /** Widens the first `count` elements into `into` from `intoOffset`. */
  widen(options: { count: number; into: Float32Array; intoOffset: number }): void;
  release(): void;
}

export const slotElements = 512 * 1024;
const slots = 8;
const slotBytes = 2 * slotElements;
/** Widened at a time: source and result stay in a second-level cache until they are copied out. */
const blockElements = 64 * 1024;
const blockAt = slots * slotBytes;
const pageBytes = 64 * 1024;

/** What is used of it here: the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

let free: Bf16Slot[] | undefined;

/**
 * A slot, or undefined while all are taken: then plain typed arrays do. 8 MiB and a little, made at the first call.
 * Reading a BF16 tensor from the page cache in this way gives 2.5 GB/s of source, with typed arrays 1.66 (wall clock,
 * 2-core Xeon, little else running): the copy out of the instance's memory writes without reading first, which a loop
 * of stores cannot. Widening F16 and F8 in the same way was no faster.
 */
export function takeBf16Slot(): Bf16Slot | undefined {
  free ??= createSlots();
  return free.pop();
}

function createSlots(): Bf16Slot[] {
  const pages = (blockAt + 4 * blockElements) / pageBytes;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bf16Module), { host: { memory } });
  const widenBlock = exports.widen as (source: number, target: number, sourceEnd: number) => void;
  const created: Bf16Slot[] = [];
  for (let start = 0; start < blockAt; start += slotBytes) {
    const slot: Bf16Slot = {
      bytes: (count) => new Uint8Array(memory.buffer, start, 2 * count),
      widen({ count, into, intoOffset }) {
        for (let done = 0; done < count; done += blockElements) {
          const length = Math.min(blockElements, count - done);
          // Whole steps of 16 elements: what lies behind the last is in the slot too, and not copied out.
          const source = start + 2 * done;
          widenBlock(source, blockAt, source + 2 * length);
          into.set(new Float32Array(memory.buffer, blockAt, length), intoOffset + done);
        }
      },
      release: () => void created.push(slot),
    };
    created.push(slot);
  }
  return created;
}
