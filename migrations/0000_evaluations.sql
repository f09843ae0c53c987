CREATE TABLE "evaluations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request" jsonb NOT NULL,
	"model" text NOT NULL,
	"base" text,
	"commit" text,
	"base_commit" text,
	"status" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"progress" jsonb,
	"error" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"queued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "evaluations_status" CHECK ("evaluations"."status" in ('queued', 'running', 'succeeded', 'failed', 'canceled'))
);
--> statement-breakpoint
CREATE TABLE "leaderboard" (
	"evaluation_id" uuid PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"commit" text,
	"base" text,
	"metrics" jsonb NOT NULL,
	"sources" jsonb NOT NULL,
	"verdict" text,
	"bits_per_byte" double precision,
	"architecture" text,
	"parameters" bigint,
	"dtype" text,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "leaderboard_model_commit_base" UNIQUE NULLS NOT DISTINCT("model","commit","base")
);
--> statement-breakpoint
CREATE TABLE "results" (
	"evaluation_id" uuid NOT NULL,
	"task" text NOT NULL,
	"metric_value" double precision,
	"verdict" text,
	"bits_per_byte" double precision,
	"architecture" text NOT NULL,
	"parameters" bigint NOT NULL,
	"dtype" text NOT NULL,
	"result" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "results_evaluation_id_task_pk" PRIMARY KEY("evaluation_id","task")
);
--> statement-breakpoint
ALTER TABLE "leaderboard" ADD CONSTRAINT "leaderboard_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "results" ADD CONSTRAINT "results_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluations_status_id" ON "evaluations" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "evaluations_model_id" ON "evaluations" USING btree ("model","id");--> statement-breakpoint
CREATE INDEX "evaluations_unfinished" ON "evaluations" USING btree ("id") WHERE "evaluations"."status" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "evaluations_queue" ON "evaluations" USING btree ("queued_at","id") WHERE "evaluations"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "leaderboard_perplexity_asc" ON "leaderboard" USING btree ((("metrics" ->> 'perplexity')::double precision) asc nulls last,"evaluation_id");--> statement-breakpoint
CREATE INDEX "leaderboard_perplexity_desc" ON "leaderboard" USING btree ((("metrics" ->> 'perplexity')::double precision) desc nulls last,"evaluation_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "leaderboard_trace_asc" ON "leaderboard" USING btree ((("metrics" ->> 'trace')::double precision) asc nulls last,"evaluation_id");--> statement-breakpoint
CREATE INDEX "leaderboard_trace_desc" ON "leaderboard" USING btree ((("metrics" ->> 'trace')::double precision) desc nulls last,"evaluation_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "leaderboard_parameters_asc" ON "leaderboard" USING btree ("parameters","evaluation_id");--> statement-breakpoint
CREATE INDEX "leaderboard_parameters_desc" ON "leaderboard" USING btree ("parameters" DESC NULLS LAST,"evaluation_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "leaderboard_model" ON "leaderboard" USING btree ("model","evaluation_id");--> statement-breakpoint
CREATE INDEX "leaderboard_submitted" ON "leaderboard" USING btree ("submitted_at","evaluation_id");