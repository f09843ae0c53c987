CREATE TABLE "scan_findings" (
	"evaluation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"model" text NOT NULL,
	"commit" text,
	"weight_type" text NOT NULL,
	"weights_base" text,
	"architecture" text NOT NULL,
	"parameters" bigint NOT NULL,
	"base" text NOT NULL,
	"base_commit" text,
	"base_architecture" text NOT NULL,
	"log10_p_value" double precision NOT NULL,
	"evidence" jsonb NOT NULL,
	CONSTRAINT "scan_findings_evaluation_id_position_pk" PRIMARY KEY("evaluation_id","position")
);
--> statement-breakpoint
ALTER TABLE "scan_findings" ADD CONSTRAINT "scan_findings_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scan_findings_model" ON "scan_findings" USING btree ("model");--> statement-breakpoint
CREATE INDEX "scan_findings_base" ON "scan_findings" USING btree ("base");--> statement-breakpoint
-- What scans have found until now: the newest of each model, at a commit and with its weights, as record-scan-findings.ts writes it.
INSERT INTO "scan_findings"
SELECT scan.id, candidate.ordinality, scan.model, scan.commit, scan.weight_type, scan.weights_base, scan.architecture, scan.parameters,
	candidate.value ->> 'base', candidate.value ->> 'commit', candidate.value ->> 'architecture', (candidate.value ->> 'log10PHolm')::double precision,
	jsonb_build_array(jsonb_build_object('statistic', 'csu', 'variant', 'phi_U', 'validity', 'exact', 'log10PValue', candidate.value -> 'log10PHolm',
		'agreeingFraction', candidate.value -> 'agreeingFraction', 'verdict', candidate.value -> 'verdict', 'correctedFor', scan.tested))
	|| coalesce((
		SELECT jsonb_agg(jsonb_build_object('statistic', one.value -> 'statistic', 'variant', one.value -> 'variant', 'validity', one.value -> 'validity',
			'log10PValue', candidate.value -> 'traceLog10PBonferroni' -> (one.value ->> 'statistic'), 'agreeingFraction', one.value -> 'agreeingFraction',
			'verdict', null, 'correctedFor', scan.tested) ORDER BY one.ordinality)
		FROM jsonb_array_elements(candidate.value #> '{trace,statistics}') WITH ORDINALITY AS one), '[]')
FROM (
	SELECT newest.*, result.architecture, result.parameters, result.result -> 'candidates' AS candidates, (result.result ->> 'tested')::integer AS tested
	FROM (
		SELECT DISTINCT ON (evaluation.model, evaluation.commit, weight_type, weights_base)
			evaluation.id, evaluation.model, evaluation.commit, coalesce(result.result #>> '{protocol,model,weightType}', 'original') AS weight_type,
			result.result #>> '{protocol,model,weightsBase,id}' AS weights_base
		FROM evaluations AS evaluation JOIN results AS result ON result.evaluation_id = evaluation.id AND result.task = 'scan'
		ORDER BY evaluation.model, evaluation.commit, weight_type, weights_base, evaluation.id DESC
	) AS newest JOIN results AS result ON result.evaluation_id = newest.id AND result.task = 'scan'
) AS scan CROSS JOIN LATERAL jsonb_array_elements(scan.candidates) WITH ORDINALITY AS candidate
WHERE candidate.value ->> 'verdict' = 'derived';
