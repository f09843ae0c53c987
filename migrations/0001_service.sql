CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"submissions_per_day" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"evaluation_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"worker" text,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"error" jsonb,
	"resumed_layers" integer,
	CONSTRAINT "attempts_evaluation_id_attempt_pk" PRIMARY KEY("evaluation_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"evaluation_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"owner" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_owner_key_pk" PRIMARY KEY("owner","key")
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"log" jsonb DEFAULT '[]' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"evaluation_id" uuid,
	"key_id" uuid,
	"url" text NOT NULL,
	"event_types" text[],
	"secret" "bytea" NOT NULL,
	"previous_secret" "bytea",
	"previous_secret_until" timestamp (3) with time zone,
	"disabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "evaluations" DROP CONSTRAINT "evaluations_status";--> statement-breakpoint
DROP INDEX "evaluations_queue";--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "deadline_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "content_key" text;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "key_id" uuid;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "organisation" text;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "hub_token" "bytea";--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_evaluation_id" ON "events" USING btree ("evaluation_id","id");--> statement-breakpoint
CREATE INDEX "events_created" ON "events" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_try_at") WHERE "webhook_deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_webhook" ON "webhook_deliveries" USING btree ("webhook_id","id");--> statement-breakpoint
CREATE INDEX "webhooks_evaluation" ON "webhooks" USING btree ("evaluation_id");--> statement-breakpoint
CREATE INDEX "webhooks_key" ON "webhooks" USING btree ("key_id");--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluations_base_id" ON "evaluations" USING btree ("base","id") WHERE "evaluations"."base" is not null;--> statement-breakpoint
CREATE INDEX "evaluations_key_id" ON "evaluations" USING btree ("key_id","id") WHERE "evaluations"."key_id" is not null;--> statement-breakpoint
CREATE INDEX "evaluations_organisation_created" ON "evaluations" USING btree ("organisation","created_at");--> statement-breakpoint
CREATE INDEX "evaluations_created" ON "evaluations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "evaluations_content" ON "evaluations" USING btree ("content_key","id") WHERE "evaluations"."content_key" is not null and "evaluations"."status" in ('queued', 'running', 'succeeded');--> statement-breakpoint
CREATE INDEX "evaluations_deadline" ON "evaluations" USING btree ("deadline_at") WHERE "evaluations"."status" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "evaluations_finished" ON "evaluations" USING btree ("finished_at") WHERE "evaluations"."finished_at" is not null;--> statement-breakpoint
CREATE INDEX "evaluations_queue" ON "evaluations" USING btree ("priority" DESC NULLS LAST,"queued_at","id") WHERE "evaluations"."status" = 'queued';--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_status" CHECK ("evaluations"."status" in ('queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'));