CREATE TABLE "bases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"commit" text,
	"architecture" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bases_model_commit" UNIQUE NULLS NOT DISTINCT("model","commit")
);
