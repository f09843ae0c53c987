/** How often an evaluation is asked for where a server has no events: often enough for a bar that moves, a lookup by key each. */
export const watchPollMs = 300;
