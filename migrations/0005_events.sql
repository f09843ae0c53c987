CREATE INDEX "events_order" ON "events" USING btree ("transaction","id");--> statement-breakpoint
-- As JSON of the API writes times.
CREATE FUNCTION event_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
--> statement-breakpoint
-- What events and webhooks tell of an evaluation. Never the token of its submitter.
CREATE FUNCTION evaluation_event_data(evaluation evaluations) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object(
		'id', evaluation.id, 'url', '/v1/evaluations/' || evaluation.id, 'status', evaluation.status,
		'model', evaluation.model, 'commit', evaluation.commit, 'base', evaluation.base, 'baseCommit', evaluation.base_commit,
		'attempts', evaluation.attempt, 'progress', evaluation.progress, 'error', evaluation.error,
		'createdAt', event_time(evaluation.created_at), 'queuedAt', event_time(evaluation.queued_at),
		'startedAt', event_time(evaluation.started_at), 'finishedAt', event_time(evaluation.finished_at),
		'updatedAt', event_time(evaluation.updated_at))
$$;
--> statement-breakpoint
CREATE FUNCTION record_evaluation_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	kind text := 'evaluation.' || NEW.status;
	latest xid8;
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.status = NEW.status AND OLD.attempt = NEW.attempt THEN
		kind := 'evaluation.progress';
		-- Two a second at the most: the next one tells as much.
		IF (SELECT count(*) FROM (
			SELECT type, created_at FROM events WHERE evaluation_id = NEW.id ORDER BY id DESC LIMIT 2
		) AS recent WHERE type = kind AND created_at > now() - interval '1 second') >= 2 THEN
			RETURN NULL;
		END IF;
	ELSIF TG_OP = 'UPDATE' AND OLD.status = 'running' AND NEW.status = 'queued' THEN
		kind := 'evaluation.requeued';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		SELECT transaction INTO latest FROM events WHERE evaluation_id = NEW.id ORDER BY id DESC LIMIT 1;
	END IF;
	INSERT INTO events (transaction, evaluation_id, type, data)
	VALUES (greatest(pg_current_xact_id(), latest), NEW.id, kind, evaluation_event_data(NEW));
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER evaluations_inserted AFTER INSERT ON evaluations FOR EACH ROW EXECUTE FUNCTION record_evaluation_event();
--> statement-breakpoint
-- A heartbeat, which is most updates, does not get here.
CREATE TRIGGER evaluations_changed AFTER UPDATE ON evaluations FOR EACH ROW WHEN (
	OLD.status IS DISTINCT FROM NEW.status OR OLD.attempt IS DISTINCT FROM NEW.attempt
	OR (NEW.status = 'running' AND NEW.progress IS NOT NULL AND OLD.progress IS DISTINCT FROM NEW.progress)
) EXECUTE FUNCTION record_evaluation_event();
