import type { Elements } from './tensor.ts';

export interface Routing {
  /** For each expert, the tokens that go through it, ascending. */
  readonly tokens: readonly Int32Array[];
  /** The weight of each of them. */
  readonly weights: readonly Float64Array[];
}

export interface RouteOptions {
  /** [tokens, experts] row-major */
  readonly logits: Elements;
  readonly experts: number;
  readonly perToken: number;
  /** Weights of the chosen experts sum to 1; otherwise they are their shares of the softmax over all. */
  readonly normalized: boolean;
}

/** The `perToken` experts with the largest logits of each token; of equal ones the first. O(tokens experts perToken). */
export function routeTokens({ logits, experts, perToken, normalized }: RouteOptions): Routing {
  const rows = logits.length / experts;
  const tokens = Array.from({ length: experts }, () => [] as number[]);
  const weights = Array.from({ length: experts }, () => [] as number[]);
  const chosen = new Int32Array(perToken);
  for (let row = 0; row < rows; row++) {
    const own = logits.subarray(row * experts, (row + 1) * experts);
    largest(own, chosen);
    const top = own[chosen[0]];
    let sum = 0;
    if (normalized) for (const expert of chosen) sum += Math.exp(own[expert] - top);
    else for (const logit of own) sum += Math.exp(logit - top);
    for (const expert of chosen) {
      tokens[expert].push(row);
      weights[expert].push(Math.exp(own[expert] - top) / sum);
    }
  }
  return {
    tokens: tokens.map((list) => Int32Array.from(list)),
    weights: weights.map((list) => Float64Array.from(list)),
  };
}

/** Fills `places` with the places of the largest values, in descending order. */
function largest(values: Elements, places: Int32Array): void {
  places.fill(-1);
  for (let i = 0; i < values.length; i++) {
    let at = places.length;
    while (at > 0 && (places[at - 1] === -1 || values[i] > values[places[at - 1]])) at--;
    if (at === places.length) continue;
    places.copyWithin(at + 1, at, places.length - 1);
    places[at] = i;
  }
}
