ALTER TABLE "leaderboard" DROP CONSTRAINT "leaderboard_model_commit_weights_base";--> statement-breakpoint
ALTER TABLE "leaderboard" ADD COLUMN "base_commit" text;--> statement-breakpoint
ALTER TABLE "leaderboard" ADD CONSTRAINT "leaderboard_model_commit_weights_base" UNIQUE NULLS NOT DISTINCT("model","commit","weight_type","weights_base","base","base_commit");--> statement-breakpoint
-- The commit that the verdict of each line is about: that of its trace; of a line without one, of the evaluation it stands on.
UPDATE "leaderboard" AS line SET "base_commit" = evaluation."base_commit"
FROM "evaluations" AS evaluation
WHERE line."base" IS NOT NULL AND evaluation."id" = coalesce((line."sources" ->> 'trace')::uuid, line."evaluation_id");
