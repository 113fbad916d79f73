/** A binary heap of numbers in an array, the least first. */

/** Adds a number. */
export function heapPush(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

/** Removes the least number and returns it; the heap must have one. */
export function heapPop(heap: number[]): number {
  const top = heap[0]!;
  const value = heap.pop()!;
  const count = heap.length;
  if (count === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
  return top;
}
