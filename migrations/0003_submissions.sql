ALTER TABLE "evaluations" ADD COLUMN "attempts_before" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "forced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "evaluations_content_unfinished" ON "evaluations" USING btree ("content_key") WHERE "evaluations"."status" in ('queued', 'running') and not "evaluations"."forced";