import type { AppOptions } from '../src/app.ts';

/** What operators ask of a queue, where none of it matters. */
export const fakeAdministration: Pick<AppOptions['queue'], 'pause' | 'resume' | 'overview' | 'reprioritize' | 'bull'> =
  {
    pause: async () => {},
    resume: async () => {},
    overview: async () => ({ paused: false, jobs: { waiting: 0, delayed: 0, active: 0 } }),
    reprioritize: async () => false,
    bull: () => Promise.reject(new Error('there is no queue')),
  };
