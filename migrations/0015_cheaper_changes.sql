ALTER TABLE "events" DROP CONSTRAINT "events_evaluation_id_evaluations_id_fk";--> statement-breakpoint
-- In place of the foreign key, whose check took longer than the event itself: only triggers of evaluations write events.
CREATE FUNCTION remove_evaluation_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM events WHERE evaluation_id IN (SELECT id FROM removed);
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER evaluations_removed AFTER DELETE ON evaluations REFERENCING OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION remove_evaluation_events();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION record_submitted_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO events (evaluation_id, type, data)
	SELECT id, 'evaluation.' || status, evaluation_event_data(ROW(submitted.*)::evaluations) FROM submitted ORDER BY id;
	RETURN NULL;
END
$$;
--> statement-breakpoint
-- All rows of a statement at once: called for each, the trigger took three times as long as the update. The last event of
-- an evaluation is read as the end of a range: by equality the planner may read the primary key back through those of others.
CREATE FUNCTION record_changed_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO events (transaction, evaluation_id, type, data)
	SELECT
		greatest(pg_current_xact_id(), (
			SELECT event.transaction FROM events AS event
			WHERE event.evaluation_id >= told.id AND (event.evaluation_id, event.id) <= (told.id, 9223372036854775807)
			ORDER BY event.evaluation_id DESC, event.id DESC LIMIT 1
		)), told.id, told.kind, evaluation_event_data(told.evaluation)
	FROM (
		SELECT changed.id, ROW(changed.*)::evaluations AS evaluation, CASE
				WHEN before.status = changed.status AND before.attempt = changed.attempt THEN 'evaluation.progress'
				WHEN before.status = 'running' AND changed.status = 'queued' THEN 'evaluation.requeued'
				ELSE 'evaluation.' || changed.status
			END AS kind
		FROM changed JOIN before ON before.id = changed.id
		-- A heartbeat, which is most updates, is no event.
		WHERE before.status <> changed.status OR before.attempt <> changed.attempt
			OR (changed.status = 'running' AND changed.progress IS NOT NULL AND before.progress IS DISTINCT FROM changed.progress)
	) AS told
	-- Two reports of progress a second at the most: the next one tells as much.
	WHERE told.kind <> 'evaluation.progress' OR (
		SELECT count(*) FROM (
			SELECT event.type, event.created_at FROM events AS event
			WHERE event.evaluation_id >= told.id AND (event.evaluation_id, event.id) <= (told.id, 9223372036854775807)
			ORDER BY event.evaluation_id DESC, event.id DESC LIMIT 2
		) AS recent WHERE recent.type = told.kind AND recent.created_at > now() - interval '1 second'
	) < 2
	ORDER BY told.id;
	RETURN NULL;
END
$$;
--> statement-breakpoint
DROP TRIGGER evaluations_changed ON evaluations;
--> statement-breakpoint
CREATE TRIGGER evaluations_changed AFTER UPDATE ON evaluations REFERENCING OLD TABLE AS before NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION record_changed_events();
--> statement-breakpoint
DROP FUNCTION record_evaluation_event();
