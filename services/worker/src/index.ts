export { readWorkerConfig, type WorkerConfig, workerDefaults } from './config.ts';
export { createWorkerService, type WorkerService } from './create-worker-service.ts';
