import { symmetricEigen } from '../stats/linalg/symmetric-eigen.ts';
import { linearAssignment } from '../stats/linear-assignment.ts';

/** The long computations that threads can be asked for: functions of plain data and typed arrays. */
export const computations = { linearAssignment, symmetricEigen };

export type Computations = typeof computations;
export type ComputationName = keyof Computations;
