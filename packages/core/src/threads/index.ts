export { createThreadPool, type ThreadPool } from './create-thread-pool.ts';
