import { isMarkedAsUntransferable } from 'node:worker_threads';

/**
 * The buffers of typed arrays directly in `value`, or `value` itself, that can be given away instead of copied: those that the
 * array covers whole. onnxruntime's buffers may be tied to native memory; they are copied.
 */
export function transferable(value: unknown): ArrayBuffer[] {
  const candidates = ArrayBuffer.isView(value) ? [value] : Object.values(value ?? {});
  const buffers = candidates
    .filter((one): one is ArrayBufferView<ArrayBuffer> => ArrayBuffer.isView(one) && one.buffer instanceof ArrayBuffer)
    .filter(({ buffer, byteLength }) => byteLength === buffer.byteLength && !buffer.detached)
    .filter(({ buffer }) => !isMarkedAsUntransferable(buffer))
    .map(({ buffer }) => buffer);
  return [...new Set(buffers)];
}
