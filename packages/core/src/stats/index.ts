export { type AdjustedPValues, adjustPValues } from './adjust-p-values.ts';
export { binomialInterval } from './binomial-interval.ts';
export { logChiSquareSurvival } from './chi-square.ts';
export { fisherCombine } from './fisher-combine.ts';
export { logFixedPointsTail } from './fixed-points.ts';
export { type KolmogorovSmirnov, kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
export { polarFactor } from './linalg/polar-factor.ts';
export type { Product } from './linalg/product.ts';
export { spdInverse } from './linalg/spd-inverse.ts';
export { type SymmetricEigen, symmetricEigen } from './linalg/symmetric-eigen.ts';
export { type LinearAssignment, type LinearAssignmentOptions, linearAssignment } from './linear-assignment.ts';
export { logFactorial, logGamma } from './log-gamma.ts';
export { permutationPValue } from './permutation-p-value.ts';
export {
  type PermutedInnerProducts,
  type PermutedInnerProductsOptions,
  permutedInnerProducts,
} from './permuted-inner-products.ts';
export { type RankCorrelation, spearman, spearmanTest } from './spearman.ts';
export { logCorrelationTail, logStudentTSurvival, logStudentTTwoSided } from './student-t.ts';
export { type LinearHsicOptions, unbiasedLinearHsic } from './unbiased-hsic.ts';
