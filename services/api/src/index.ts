export { type AppOptions, buildApp } from './app.ts';
export { type ApiConfig, apiDefaults, readApiConfig } from './config.ts';
export { openApiDocument } from './docs/open-api-document.ts';
export type { EvaluationResource, EvaluationSummary } from './evaluations/evaluation-resource.ts';
export type { Submission } from './evaluations/submission.ts';
export type { LeaderboardEntry } from './leaderboard/leaderboard-entry.ts';
export type { Problem } from './problems/problem.ts';
export { type RunningApi, startApi } from './start-api.ts';
