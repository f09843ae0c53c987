import { sql } from 'drizzle-orm';
import type { TaskId } from '../results/index.ts';
import type { Database } from './database.ts';
import { evaluations, results } from './schema/index.ts';

/** A line through the sizes of models and the seconds that their evaluations took: seconds + secondsPerParameter * size. */
export interface EvaluationPace {
  seconds: number;
  secondsPerParameter: number;
}

/** As for the queue's pace. */
const recent = 50;
/** A line through fewer would say little. */
const fewest = 10;

/**
 * Least squares over the last evaluations of exactly these tasks that succeeded, with the protocol of leaderboards and no
 * layers taken over from another attempt. Null for fewer than 10, or when all models had the same size.
 */
export async function readEvaluationPace(database: Database, tasks: readonly TaskId[]): Promise<EvaluationPace | null> {
  const wanted = JSON.stringify(tasks);
  const { rows } = await database.execute<{ count: string; slope: number | null; intercept: number | null }>(sql`
    select count(*) as count, regr_slope(seconds, parameters) as slope, regr_intercept(seconds, parameters) as intercept
    from (
      select extract(epoch from ended.finished_at - ended.started_at)::double precision as seconds,
        (select max(parameters) from ${results} as measured where measured.evaluation_id = ended.id)::double precision as parameters
      from (
        select id, status, request, attempt, attempts_before, started_at, finished_at from ${evaluations}
        where finished_at is not null order by finished_at desc limit ${recent * 4}
      ) as ended
      where ended.status = 'succeeded' and ended.attempt = ended.attempts_before + 1
        and ended.request -> 'tasks' @> ${wanted}::jsonb and ended.request -> 'tasks' <@ ${wanted}::jsonb
        and not ended.request ? 'perplexity'
      limit ${recent}
    ) as last`);
  const [{ count, slope, intercept }] = rows;
  if (Number(count) < fewest || slope === null || intercept === null || slope < 0) return null;
  return { seconds: intercept, secondsPerParameter: slope };
}
