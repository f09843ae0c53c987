import { matchVectors } from '../matching/match-vectors.ts';
import { symmetricEigen } from '../stats/linalg/symmetric-eigen.ts';
import { linearAssignment } from '../stats/linear-assignment.ts';
import { permutedInnerProducts } from '../stats/permuted-inner-products.ts';

/** The long computations that threads can be asked for: functions of plain data and typed arrays. */
export const computations = { linearAssignment, permutedInnerProducts, symmetricEigen };

/** Those that run native code: they look now and then whether they are to end, and say from where on they may be ended anywhere. */
export const nativeComputations = { matchVectors };

export type Computations = typeof computations & typeof nativeComputations;
export type ComputationName = keyof Computations;
