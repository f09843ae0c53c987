-- Ordered by time, as those that processes make: PostgreSQL has uuidv7() only from version 18.
CREATE FUNCTION webhook_delivery_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
	SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
		PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
-- A message for a webhook that wants this kind of event.
CREATE FUNCTION add_webhook_deliveries(webhook uuid, evaluation evaluations, kind text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO webhook_deliveries (id, webhook_id, event_type, payload, next_try_at)
	SELECT webhook_delivery_id(), candidate.id, kind, jsonb_build_object(
		'type', kind, 'timestamp', event_time(now()), 'data', evaluation_event_data(evaluation)), now()
	FROM webhooks AS candidate
	WHERE candidate.id = webhook AND NOT candidate.disabled AND (kind = ANY (candidate.event_types) OR (
		candidate.event_types IS NULL AND kind IN
			('evaluation.succeeded', 'evaluation.failed', 'evaluation.canceled', 'evaluation.expired')))
$$;
--> statement-breakpoint
-- An event and its messages belong together: there is never one without the other.
CREATE FUNCTION add_event_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM add_webhook_deliveries(webhook.id, evaluation, NEW.type)
	FROM evaluations AS evaluation JOIN webhooks AS webhook
		ON webhook.evaluation_id = evaluation.id OR (webhook.evaluation_id IS NULL AND (
			webhook.key_id = evaluation.key_id OR (webhook.key_id IS NULL AND evaluation.key_id IS NULL)))
	WHERE evaluation.id = NEW.evaluation_id;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_inserted AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION add_event_deliveries();
