export { createThreadPool, type ThreadPool } from './create-thread-pool.ts';
export { releaseBuffers } from './release-buffers.ts';
