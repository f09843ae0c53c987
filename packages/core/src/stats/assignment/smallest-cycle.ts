import { clearHeap, columnHeap, raise, takeLeast } from './column-heap.ts';
import { kthSmallest } from './kth-smallest.ts';
import type { Matching } from './matching.ts';
import type { SparseCore } from './sparse-core.ts';

/** Edges followed, per row, before the search settles for what it has proved. */
const workPerRow = 2000;
/** Share of the rows whose lightest edge is within the first bound that is tried. */
const firstShare = 1 / 2;
/** From one bound to the next, and how many before all edges are taken. */
const growth = 4;
const bounds = 4;

export interface SmallestCycle {
  /** No other assignment over the core is closer than this; exactly the second best unless the search became too long. */
  weight: number;
  /** The lightest edge: the smallest reduced cost of the core outside the assignment. */
  lightestEdge: number;
}

/**
 * How much the second-best assignment costs more than the best, over the entries of the core.
 *
 * Another assignment differs from this one by alternating cycles. With feasible duals a cycle costs the sum of the reduced
 * costs of its new entries, all >= 0, so the question is the lightest cycle of a graph on the rows: edge i -> k of weight
 * c_ij - u_i - v_j where j is k's column. With spare columns there is one more node: taking a spare column leads to it, and
 * from it any column may be given up, at -v_j.
 *
 * A bound is tried and raised until there is a cycle below it, so that few edges are ever looked at. Cycles of two edges give an
 * upper bound; edges that no lighter cycle can use are dropped; what remains, a few hundred edges as a rule, is searched by
 * Dijkstra from each node, cut off at the best cycle so far.
 */
export function smallestCycle(core: SparseCore, matching: Matching): SmallestCycle {
  const rows = matching.assignment.length;
  const lightest = lightestEdges(core, matching);
  const lightestEdge = kthSmallest(lightest, lightest.length, 0);
  const first = kthSmallest(lightest, lightest.length, Math.floor((lightest.length - 1) * firstShare));
  const weight = lightestCycle({ rows, first, edgesUpTo: (bound) => edgesUpTo(bound, core, matching) });
  return { weight, lightestEdge };
}

export interface LightestCycleOptions {
  rows: number;
  /** The first bound that is tried. */
  first: number;
  /** Cycles of more weight are of no interest. */
  most?: number;
  /** All edges whose weight is at most so much; they may be overwritten. */
  edgesUpTo: (bound: number) => Edges;
}

/** @returns the weight of the lightest cycle; if that is above `most` or the search became too long, what it is not below */
export function lightestCycle({
  rows,
  first,
  most = Number.POSITIVE_INFINITY,
  edgesUpTo,
}: LightestCycleOptions): number {
  let bound = first;
  let work = workPerRow * rows;
  let proved = 0;
  for (let tried = 0; ; tried++) {
    if (tried === bounds) bound = Number.POSITIVE_INFINITY;
    const edges = edgesUpTo(bound);
    renumber(edges);
    const pair = smallestPairCycle(edges);
    if (pair === 0) return 0;
    const known = Math.min(pair, bound);
    const found = search(lightGraph(edges, known), known, work);
    work = found.work;
    if (found.weight === 0) return 0;
    if (work < 0) return proved;
    if (Math.min(pair, found.weight) <= bound) return Math.min(pair, found.weight);
    if (bound >= most) return most;
    proved = bound;
    bound *= growth;
  }
}

export interface Edges {
  /** Numbers of nodes are smaller. */
  nodes: number;
  count: number;
  from: Int32Array;
  to: Int32Array;
  weights: Float64Array;
}

export function edgeList(nodes: number, capacity: number): Edges {
  return {
    ...{ nodes, count: 0 },
    ...{ from: new Int32Array(capacity), to: new Int32Array(capacity), weights: new Float64Array(capacity) },
  };
}

export function addEdge(edges: Edges, from: number, to: number, weight: number): void {
  if (edges.count === edges.weights.length) {
    const { nodes, count } = edges;
    const larger = edgeList(nodes, 2 * count);
    larger.from.set(edges.from);
    larger.to.set(edges.to);
    larger.weights.set(edges.weights);
    Object.assign(edges, larger, { nodes, count });
  }
  edges.from[edges.count] = from;
  edges.to[edges.count] = to;
  edges.weights[edges.count++] = weight;
}

/** Numbers the nodes anew, as they are met: few of many rows have an edge. */
function renumber(edges: Edges): void {
  const numberOf = new Int32Array(edges.nodes);
  let met = 0;
  for (const ends of [edges.from, edges.to]) {
    for (let e = 0; e < edges.count; e++) {
      if (numberOf[ends[e]] === 0) numberOf[ends[e]] = ++met;
      ends[e] = numberOf[ends[e]] - 1;
    }
  }
  edges.nodes = met;
}

/** The lightest cycle of two edges: two rows that swap their columns. Infinity when there is none. */
function smallestPairCycle({ nodes, count, from, to, weights }: Edges): number {
  const outgoing = groupBy(from, { nodes, count });
  const incoming = groupBy(to, { nodes, count });
  const back = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < nodes; i++) {
    for (let at = incoming.start[i]; at < incoming.start[i + 1]; at++) {
      const e = incoming.order[at];
      if (weights[e] < back[from[e]]) back[from[e]] = weights[e];
    }
    for (let at = outgoing.start[i]; at < outgoing.start[i + 1]; at++) {
      const e = outgoing.order[at];
      const weight = weights[e] + back[to[e]];
      if (weight < best) best = weight;
    }
    for (let at = incoming.start[i]; at < incoming.start[i + 1]; at++)
      back[from[incoming.order[at]]] = Number.POSITIVE_INFINITY;
  }
  return best;
}

/** Edge numbers by the node in `ends`: those of node i are order[start[i]..start[i+1]). */
function groupBy(
  ends: Int32Array,
  { nodes, count }: { nodes: number; count: number },
): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(nodes + 1);
  for (let e = 0; e < count; e++) start[ends[e] + 1]++;
  for (let i = 0; i < nodes; i++) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Int32Array(count);
  for (let e = 0; e < count; e++) order[next[ends[e]]++] = e;
  return { start, order };
}

/** [rows, and one where columns are spare] the weight of the lightest edge out of each node; Infinity where there is none. */
function lightestEdges({ start, length, columns, costs, bases }: SparseCore, matching: Matching): Float64Array {
  const { assignment, assignedCost, v } = matching;
  const rows = assignment.length;
  const hasSpare = v.length > rows;
  const lightest = new Float64Array(rows + (hasSpare ? 1 : 0)).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rows; i++) {
    const own = assignment[i];
    const u = assignedCost[i] - v[own];
    const end = start[i] + length[i];
    let least = Number.POSITIVE_INFINITY;
    for (let at = start[i]; at < end && bases[at] - u < least; at++) {
      const weight = costs[at] - v[columns[at]] - u;
      if (weight < least && columns[at] !== own) least = weight;
    }
    lightest[i] = Math.max(0, least);
    if (hasSpare) lightest[rows] = Math.min(lightest[rows], Math.max(0, -v[own]));
  }
  return lightest;
}

/** The edges of weight <= bound. */
function edgesUpTo(bound: number, { start, length, columns, costs, bases }: SparseCore, matching: Matching): Edges {
  const { assignment, assignedCost, owner, v } = matching;
  const rows = assignment.length;
  const hasSpare = v.length > rows;
  const edges = edgeList(rows + 1, 2 * rows);
  for (let i = 0; i < rows; i++) {
    const own = assignment[i];
    const u = assignedCost[i] - v[own];
    const end = start[i] + length[i];
    for (let at = start[i]; at < end && bases[at] - u <= bound; at++) {
      const j = columns[at];
      const weight = Math.max(0, costs[at] - v[j] - u);
      if (weight <= bound && j !== own) addEdge(edges, i, owner[j] >= 0 ? owner[j] : rows, weight);
    }
    if (hasSpare && Math.max(0, -v[own]) <= bound) addEdge(edges, rows, i, Math.max(0, -v[own]));
  }
  return edges;
}

interface Graph {
  /** [nodes + 1] edges of node i: start[i]..start[i+1). */
  start: Int32Array;
  to: Int32Array;
  weights: Float64Array;
}

/**
 * The edges that a cycle of weight <= bound may use. Beside the edge itself such a cycle has an edge into its tail and one
 * out of its head (the same one in a cycle of two), so the lightest of those must fit as well; repeated, since what goes
 * makes others impossible.
 */
function lightGraph({ nodes, count, from, to, weights }: Edges, bound: number): Graph {
  let kept = new Int32Array(count);
  let keptCount = 0;
  for (let e = 0; e < count; e++) if (weights[e] <= bound) kept[keptCount++] = e;
  const lightestIn = new Float64Array(nodes);
  const lightestOut = new Float64Array(nodes);
  for (let before = -1; keptCount !== before; ) {
    before = keptCount;
    lightestIn.fill(Number.POSITIVE_INFINITY);
    lightestOut.fill(Number.POSITIVE_INFINITY);
    for (let k = 0; k < before; k++) {
      const e = kept[k];
      if (weights[e] < lightestOut[from[e]]) lightestOut[from[e]] = weights[e];
      if (weights[e] < lightestIn[to[e]]) lightestIn[to[e]] = weights[e];
    }
    keptCount = 0;
    for (let k = 0; k < before; k++) {
      const e = kept[k];
      if (weights[e] + Math.max(lightestIn[from[e]], lightestOut[to[e]]) <= bound) kept[keptCount++] = e;
    }
  }
  kept = kept.subarray(0, keptCount);
  const start = new Int32Array(nodes + 1);
  for (const e of kept) start[from[e] + 1]++;
  for (let i = 0; i < nodes; i++) start[i + 1] += start[i];
  const next = start.slice();
  const graph: Graph = { start, to: new Int32Array(keptCount), weights: new Float64Array(keptCount) };
  for (const e of kept) {
    const at = next[from[e]]++;
    graph.to[at] = to[e];
    graph.weights[at] = weights[e];
  }
  return graph;
}

/** The lightest cycle of weight <= bound. `work` is what is left of the allowance; negative: given up. */
function search({ start, to, weights }: Graph, bound: number, allowance: number): { weight: number; work: number } {
  const nodes = start.length - 1;
  const heap = columnHeap(nodes);
  const distance = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
  const reached = new Int32Array(nodes);
  let best = Number.POSITIVE_INFINITY;
  let work = allowance;
  // A cycle is found from its first node, so later searches leave earlier nodes out.
  for (let source = 0; source < nodes && work >= 0 && best > 0; source++) {
    let reachedCount = 0;
    let node = source;
    let offset = 0;
    for (;;) {
      work -= start[node + 1] - start[node];
      for (let at = start[node]; at < start[node + 1]; at++) {
        const target = to[at];
        const through = offset + weights[at];
        if (target < source || through > bound || through >= best) continue;
        if (target === source) best = through;
        else if (through < distance[target]) {
          if (distance[target] === Number.POSITIVE_INFINITY) reached[reachedCount++] = target;
          distance[target] = through;
          raise(heap, distance, target);
        }
      }
      if (heap.size === 0 || distance[heap.items[0]] >= best) break;
      node = takeLeast(heap, distance);
      offset = distance[node];
    }
    clearHeap(heap);
    for (let r = 0; r < reachedCount; r++) distance[reached[r]] = Number.POSITIVE_INFINITY;
  }
  return { weight: best, work };
}
