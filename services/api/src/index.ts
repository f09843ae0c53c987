export { type AppOptions, buildApp } from './app.ts';
export { type ApiConfig, apiDefaults, readApiConfig } from './config.ts';
export { type RunningApi, startApi } from './start-api.ts';
