import { reflectionModule } from './reflection-module.ts';

/** The functions of `reflection-module.ts` and their memory. */
export interface ReflectionKernel {
  update(...options: [row0: number, row1: number, at: number, last: number, ...scalars: number[]]): void;
  reflect(v: number, end: number, z: number, beta: number): void;
  /** The whole memory: element i is at address 8 i. */
  readonly memory: Float64Array;
}

/** Where a caller's numbers may begin, in elements: the first 64 bytes are the module's. */
export const firstElement = 8;

const pageBytes = 64 * 1024;

declare const WebAssembly: {
  Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

let shared: { memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }; exports: object } | undefined;

/**
 * One instance per thread, which keeps the memory of the largest matrix it was used for (20 MB at n = 1,600): the memory of each
 * reserves gigabytes of addresses. Void when the next one is taken.
 */
export function reflectionKernel(elements: number): ReflectionKernel {
  if (shared === undefined) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(reflectionModule), { host: { memory } });
    shared = { memory, exports };
  }
  const { memory, exports } = shared;
  const missing = 8 * (firstElement + elements) - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const { update, reflect } = exports as Pick<ReflectionKernel, 'update' | 'reflect'>;
  return { update, reflect, memory: new Float64Array(memory.buffer) };
}
