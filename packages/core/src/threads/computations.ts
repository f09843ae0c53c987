import { symmetricEigen } from '../stats/linalg/symmetric-eigen.ts';
import { linearAssignment } from '../stats/linear-assignment.ts';
import { permutedInnerProducts } from '../stats/permuted-inner-products.ts';

/** The long computations that threads can be asked for: functions of plain data and typed arrays. */
export const computations = { linearAssignment, permutedInnerProducts, symmetricEigen };

export type Computations = typeof computations;
export type ComputationName = keyof Computations;
