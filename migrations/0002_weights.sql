ALTER TABLE "leaderboard" DROP CONSTRAINT "leaderboard_model_commit_base";--> statement-breakpoint
ALTER TABLE "leaderboard" ADD COLUMN "weight_type" text DEFAULT 'original' NOT NULL;--> statement-breakpoint
ALTER TABLE "leaderboard" ADD COLUMN "weights_base" text;--> statement-breakpoint
ALTER TABLE "leaderboard" ADD CONSTRAINT "leaderboard_model_commit_weights_base" UNIQUE NULLS NOT DISTINCT("model","commit","weight_type","weights_base","base");