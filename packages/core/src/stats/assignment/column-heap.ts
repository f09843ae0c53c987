/** Binary heap of columns by distance, with decrease-key. */
export interface ColumnHeap {
  /** Columns in heap order; the first `size` are in use. */
  readonly items: Int32Array;
  /** [cols] place of each column in `items`, -1 when it is not in the heap. */
  readonly place: Int32Array;
  size: number;
}

export function columnHeap(cols: number): ColumnHeap {
  return { items: new Int32Array(cols), place: new Int32Array(cols).fill(-1), size: 0 };
}

/** Puts a column in, or moves it up after its key has fallen. */
export function raise(heap: ColumnHeap, key: Float64Array, column: number): void {
  const { items, place } = heap;
  let at = place[column];
  if (at < 0) at = heap.size++;
  const value = key[column];
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = items[parentAt];
    if (key[parent] <= value) break;
    items[at] = parent;
    place[parent] = at;
    at = parentAt;
  }
  items[at] = column;
  place[column] = at;
}

/** Takes the column of least key out. The heap must not be empty. */
export function takeLeast(heap: ColumnHeap, key: Float64Array): number {
  const { items, place } = heap;
  const least = items[0];
  place[least] = -1;
  const size = --heap.size;
  if (size === 0) return least;
  const column = items[size];
  const value = key[column];
  let at = 0;
  for (;;) {
    let childAt = 2 * at + 1;
    if (childAt >= size) break;
    if (childAt + 1 < size && key[items[childAt + 1]] < key[items[childAt]]) childAt++;
    const child = items[childAt];
    if (key[child] >= value) break;
    items[at] = child;
    place[child] = at;
    at = childAt;
  }
  items[at] = column;
  place[column] = at;
  return least;
}

export function clearHeap(heap: ColumnHeap): void {
  for (let at = 0; at < heap.size; at++) heap.place[heap.items[at]] = -1;
  heap.size = 0;
}
