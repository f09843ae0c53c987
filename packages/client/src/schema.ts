// Generated from openapi.json by tools/generate-client.ts: do not edit.

export interface paths {
    "/v1/bases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models that scans test others against */
        get: operations["listBases"];
        put?: never;
        /**
         * Test models against this one too
         * @description At the commit that the revision resolves to now. Its signature is read from its weights by the first scan and kept by the workers.
         */
        post: operations["addBase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Test models against this one no longer
         * @description Results of scans keep it.
         */
        delete: operations["removeBase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations:export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All evaluations with their results, newest first
         * @description Takes the filters of the list, and no pages: the answer is sent while it is read. JSON Lines has an `Evaluation` without its place in the queue and the history of its attempts in each line; CSV (RFC 4180) its numbers. An answer that ends without an error is complete.
         */
        get: operations["exportEvaluations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List evaluations, newest first */
        get: operations["listEvaluations"];
        put?: never;
        /**
         * Submit a model
         * @description Resolves the model (and the base) to a commit, stores the request and queues it. A request that cannot succeed is refused here with its reason; when the Hub does not answer it is accepted and resolved later. What has been evaluated already, at the same commits in the same way, is answered from its result; what is under way is joined, and its cancelation is that of all who joined.
         */
        post: operations["submitEvaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a model against many bases
         * @description Queues an evaluation with the task `scan`, which is read, followed, canceled and retried as any other. Cheapest evidence first: bases of another shape are no tests; csu on signatures of three blocks ranks the others, with p-values corrected for their number; the best that pass are traced in full.
         */
        post: operations["submitScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit up to 1000 models
         * @description Each submission has its own outcome, the one it would have had alone. Each model is looked up once. What is accepted is stored together: a 503, or a 429 for more than are left, means that nothing was. The same deadline goes for all.
         */
        post: operations["submitEvaluations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status, progress and result of an evaluation */
        get: operations["getEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Let an evaluation run before or after others */
        patch: operations["prioritizeEvaluation"];
        trace?: never;
    };
    "/v1/evaluations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an evaluation that is not finished
         * @description Takes no body. Canceling twice is not an error; canceling what succeeded or failed is.
         */
        post: operations["cancelEvaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue an evaluation again that failed, was canceled or expired
         * @description Takes no body. Its attempts go on counting, and it may be started as often as a new one. Its deadline is gone unless `Cancel-After` gives another, and so is a Hub token unless `X-Hub-Token` gives one.
         */
        post: operations["retryEvaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much waits and runs */
        get: operations["getQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/queue:pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let workers take no more
         * @description Of all workers, until it is resumed, whatever the queue loses meanwhile. Running evaluations go on; submissions are accepted and wait. Takes no body.
         */
        post: operations["pauseQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/queue:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let workers take again */
        post: operations["resumeQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/queue:drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel every evaluation that waits
         * @description Those that run go on. Submissions are still accepted, so pause first to see it empty. A canceled evaluation can be retried. Takes no body.
         */
        post: operations["drainQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks of this key, newest first */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Be told of all that this key submits
         * @description Messages are those of Standard Webhooks: a POST with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`, and a JSON body with `type`, `timestamp` and `data`. Any answer but 2xx is tried again for up to 24 hours; 410 ends the webhook. A message may come twice, with the same `webhook-id`. A key has at most 100 of them.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Be told nothing more
         * @description Its messages go with it.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret
         * @description For 24 hours messages are signed with the secret before as well. Takes no body.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages and what became of them, newest first
         * @description Those that were delivered or given up are kept for 7 days.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again
         * @description At once, and with all tries if need be. Takes no body. Its `webhook-id` stays.
         */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow one evaluation
         * @description The first event is the evaluation as it is, the last one its end. A client that lost its connection comes back with `Last-Event-ID` (EventSource does by itself) and gets what it missed, nothing twice. Events are kept for 7 days, progress until an hour after the end.
         */
        get: operations["followEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all evaluations
         * @description Events from now on, or after `Last-Event-ID`. Does not end by itself. A client that lost its connection comes back with `Last-Event-ID` (EventSource does by itself) and gets what it missed, nothing twice. Events are kept for 7 days, progress until an hour after the end.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models with their perplexity and tracing p-value
         * @description One row for each model at a commit against a base at a commit: its newest result. JSON comes in pages, with an ETag; CSV (`format=csv` or `Accept: text/csv`) and JSON Lines (`jsonl`) come whole unless `limit` is given.
         */
        get: operations["getLeaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The graph of related models with the evidence of each edge
         * @description An edge for each pair of models that was traced by the default statistics, the newest trace of each, one of further statistics before others; by default of those with the verdict `derived`, which says that one descends from the other, both from a third, or that both were initialised alike (same seed or recipe); one for each pair that a trace of fewer of them says is `derived`, which the others could not take away; and one for each base that the newest scan of a model found it derived from, by p-values corrected for the bases tested, where the two were not traced at these commits. Its direction is left undecided: every statistic is symmetric in the two models, and neither which of them was submitted as the base nor `base_model` of a model card is evidence. Evidence would be, for example, that the weights of one are those of the other rounded to fewer bits, or the mean of two others. JSON or, by `format=dot` or `Accept: text/vnd.graphviz`, the DOT language. Models without an edge are on the leaderboard.
         */
        get: operations["getLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be measured */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/corpora": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Texts that a perplexity can be measured on */
        get: operations["listCorpora"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All error codes */
        get: operations["listErrorCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the database and the queue answer */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Texts and defaults of the web page */
        get: operations["getPageConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Base */
        Base: {
            /** Format: uuid */
            id: string;
            model: string;
            /** @description What it is tested at; null: a directory */
            commit: string | null;
            /** @description model_type of config.json */
            architecture: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** BaseList */
        BaseList: {
            items: components["schemas"]["Base"][];
        };
        /** FieldError */
        FieldError: {
            /** @description JSON pointer (RFC 6901) into what `in` names; empty: the whole of it */
            pointer: string;
            in: "body" | "query" | "path" | "header";
            /** @description Rule that was broken: required, unknown, type, choice, minLength, pattern, … */
            code: string;
            detail: string;
        };
        /** Problem */
        Problem: {
            /**
             * Format: uri-reference
             * @description Page that explains the code
             */
            type: string;
            /** @description What the code means; the same for every occurrence */
            title: string;
            status: number;
            /** @description Stable, listed at /v1/errors */
            code: string;
            /** @description What happened this time, with the offending value */
            detail: string;
            /**
             * Format: uri-reference
             * @description Path that was requested
             */
            instance: string;
            /** @description Quote it when you report a problem; also in the header X-Request-Id */
            requestId: string;
            /** @description Whether the same request can succeed later */
            retryable: boolean;
            /** @description What you can do about it */
            fix?: string;
            errors?: components["schemas"]["FieldError"][];
        };
        /** NewBase */
        NewBase: {
            /** @description Hub id (owner/name) or a directory under MODEL_ROOTS */
            model: string;
            /** @description Branch, tag or commit hash; default main */
            revision?: string;
        };
        /** EvaluationRequest */
        EvaluationRequest: {
            /** @description Hub id (owner/name) or a directory under MODEL_ROOTS */
            model: string;
            /** @description Branch, tag or commit hash; default main */
            revision?: string;
            /**
             * @description Model to trace against, or to compare predictions with (perplexity.compareWithBase)
             * @default openai-community/gpt2
             */
            base?: string;
            /** @description Branch, tag or commit hash of the base; default main */
            baseRevision?: string;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType?: "original" | "adapter" | "delta";
            /** @description Model that the adapter or delta is put over; default what adapter_config.json names. Not the model to trace against */
            weightsBase?: string;
            /** @description Branch, tag or commit hash of weightsBase */
            weightsBaseRevision?: string;
            /** @description A scan of many bases is submitted to /v1/scans */
            tasks: ("perplexity" | "trace")[];
            /** @description Statistics of the trace; default csu, csh, match */
            statistics?: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[];
            /** @description T: how many random relabellings of the model the permutation tests of csu, csh, l2, cos and mode-connectivity draw; default no such test. Cost per draw, of one core: 3 ns a parameter for l2 and cos; for mode-connectivity a pass over the text that reads both models, 20 ns a parameter for 200 tokens */
            permutations?: number;
            /** @description How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none */
            align?: "none" | "units" | "residual" | "both" | "procrustes";
            /** @description Registered corpus to take the activations of the trace on, compared where both tokenizations end at the same character; default random tokens */
            traceCorpus?: string;
            /** @description Whether the blocks of csu, csh and match list which units were matched; default not */
            matchings?: boolean;
            /** @description How the statistics of the trace are taken. On the leaderboard and in the lineage are only traces that are taken as by default or with more controls, on random tokens, of the default statistics or these and more; one of more stays before one of fewer */
            trace?: {
                /**
                 * @description Pairs of other blocks that csu, csh and match look at as negative controls, at most; default 12
                 * @default 12
                 */
                controls?: number;
                /** @description Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only */
                matchVariant?: "phi_2V" | "phi_2V-perm" | "both";
                /**
                 * @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)
                 * @default cosine
                 */
                matchMetric?: "cosine" | "l2";
                /** @description Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth */
                blocks?: number[][];
                /** @description log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default */
                thresholdLog10P?: number;
            };
            /** @description How the perplexity is measured; only the fixed passage, with nothing else chosen, is on the leaderboard */
            perplexity?: {
                /** @description Id of a corpus that the operator registered; default the fixed passage */
                corpus?: string;
                /** @description Only so many documents of it, from the start */
                limit?: number;
                /**
                 * @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness
                 * @default model-trace
                 */
                mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                /** @description Tokens of a window; default the context length of the model */
                maxLength?: number;
                /** @description Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap */
                stride?: number;
                /**
                 * @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none
                 * @default tokenizer
                 */
                bos?: "tokenizer" | "always" | "never";
                /** @description Compare the predictions with those of `base` on the same tokens */
                compareWithBase?: boolean;
            };
            /** @description Number format that perplexity is computed in, whatever the weights are stored as; default float32. float16: what transformers computes with dtype=float16. A trace is computed in float64, the largest products of a large model in float32 (`computeDtype` of its protocol) */
            dtype?: "float32" | "float16";
            /** @description Run it even where an evaluation of the same content has succeeded or is under way; default false */
            force?: boolean;
            /** @description Is told of this evaluation. A secret that was made can be replaced by one that is shown: `GET /v1/webhooks?evaluation=…`, then `POST /v1/webhooks/{id}/rotate` */
            webhook?: {
                /** @description https, and on the internet */
                url: string;
                /** @description `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); default one is made */
                secret?: string;
                /** @description Types of events that are told; default those that end an evaluation */
                events?: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[];
            };
            /** @description Larger runs first, equal ones in order; default 0 */
            priority?: number;
        };
        /** SubmissionCheck */
        SubmissionCheck: {
            check: string;
            title: string;
            outcome: "passed" | "warned" | "failed" | "skipped";
            code: string | null;
            /** @description What was found */
            detail: string;
            fix: string | null;
        };
        /** CheckWarning */
        CheckWarning: {
            check: string;
            /** @description Listed at /v1/errors */
            code: string;
            detail: string;
            fix: string | null;
        };
        /** SubmittedEvaluation */
        SubmittedEvaluation: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri-reference
             * @description Path of this evaluation
             */
            url: string;
            status: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
            model: string;
            /** @description Branch, tag or hash that was asked for */
            revision: string | null;
            /** @description Commit it resolved to; null for a directory, or not resolved yet */
            commit: string | null;
            /** @description Model traced against or compared with; null without either */
            base: string | null;
            baseRevision: string | null;
            baseCommit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta is put over; null for a whole model, or not resolved yet */
            weightsBase: string | null;
            /** @description Commit of it, once resolved; null for a directory */
            weightsBaseRevision: string | null;
            tasks: ("perplexity" | "trace" | "scan")[];
            /** @description Statistics of the trace; null: all, or no trace */
            statistics: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[] | null;
            /** @description Draws of permutation tests of the trace; null: none */
            permutations: number | null;
            /** @description Whether the result lists which units were matched */
            matchings: boolean;
            /** @description How the trace aligns the model with the base; null: not at all */
            align: ("none" | "units" | "residual" | "both" | "procrustes") | null;
            /** @description How the statistics of the trace are taken; null: as leaderboards show it */
            trace: {
                /**
                 * @description Pairs of other blocks that csu, csh and match look at as negative controls, at most; default 12
                 * @default 12
                 */
                controls?: number;
                /** @description Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only */
                matchVariant?: "phi_2V" | "phi_2V-perm" | "both";
                /**
                 * @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)
                 * @default cosine
                 */
                matchMetric?: "cosine" | "l2";
                /** @description Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth */
                blocks?: number[][];
                /** @description log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default */
                thresholdLog10P?: number;
            } | null;
            /** @description How the perplexity is measured; null: as leaderboards show it */
            perplexity: {
                /** @description Id of a corpus that the operator registered; default the fixed passage */
                corpus?: string;
                /** @description Only so many documents of it, from the start */
                limit?: number;
                /**
                 * @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness
                 * @default model-trace
                 */
                mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                /** @description Tokens of a window; default the context length of the model */
                maxLength?: number;
                /** @description Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap */
                stride?: number;
                /**
                 * @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none
                 * @default tokenizer
                 */
                bos?: "tokenizer" | "always" | "never";
                /** @description Compare the predictions with those of `base` on the same tokens */
                compareWithBase?: boolean;
            } | null;
            /** @description Bases that a scan tests the model against; null: no scan */
            scannedBases: number | null;
            /** @description How often a worker has started on it */
            attempts: number;
            /** @description Larger runs first, equal ones in order */
            priority: number;
            /** @description Not finished by then it expires (Cancel-After); null: no deadline */
            deadlineAt: string | null;
            /** @description How far a running evaluation is */
            progress: {
                task: ("perplexity" | "trace" | "scan") | null;
                /** @description resolve, download, layers, head, base layers, base head, compare, activations, base activations, parameters, bases, traces, or the id of a statistic */
                phase: string;
                done: number;
                total: number;
                unit: "layers" | "blocks" | "pairs" | "bytes" | "tokens" | "steps" | "models";
                /** @description Bytes of weights that came so far, when they are streamed */
                receivedBytes?: number;
                /** @description Until this phase ends, at the speed it had so far; null: not known yet. Later phases are not in it */
                etaSeconds: number | null;
                /** @description Layers (or blocks) of this phase that are done; null in others */
                layer: number | null;
                /** @description Layers (or blocks) of this phase */
                layers: number | null;
            } | null;
            /** @description Why it failed, or why the last attempt did */
            error: {
                /** @description Listed at /v1/errors */
                code: string;
                detail: string;
                retryable: boolean;
                fix: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** Format: date-time */
            updatedAt: string;
            /** @description Each start by a worker, oldest first */
            attemptHistory: {
                attempt: number;
                /** @description Host and process id */
                worker: string | null;
                /** Format: date-time */
                startedAt: string;
                endedAt: string | null;
                /** @description How it ended; null: it succeeded, or still runs */
                error: {
                    /** @description Listed at /v1/errors */
                    code: string;
                    detail: string;
                    retryable: boolean;
                    fix: string | null;
                } | null;
                /** @description Blocks taken over from an attempt before, in place of being computed again */
                resumedLayers: number | null;
            }[];
            /** @description Evaluations that run before this one, counted up to 10,000 (1,000 in the answer to a submission); 0 is next, null when it is not queued */
            queuePosition: number | null;
            /** @description When a queued one will start, if evaluations go on as the last 50 did and as many run at a time as now; null: cannot be told */
            estimatedStartAt: string | null;
            /** @description What was found when it was submitted; null: submitted before this was kept, or without checks */
            checks: components["schemas"]["SubmissionCheck"][] | null;
            /** @description One key for each task, when the evaluation succeeded */
            result: {
                perplexity?: {
                    model: string;
                    commit: string | null;
                    /** @description exp(meanNllNats) */
                    perplexity: number;
                    /** @description Sum of negative log-likelihoods over scored tokens, nats */
                    nllNats: number;
                    /** @description nllNats / scoredTokens, or guideNllNats / guideTokens where there are any */
                    meanNllNats: number;
                    standardErrorNats: number | null;
                    documentStandardErrorNats?: number | null;
                    /** @description Mode transformers-guide: its nll_sum, in which the mean loss of each window counts trg_len - 1 times (a mean over trg_len tokens where windows overlap) */
                    guideNllNats?: number;
                    /** @description Mode transformers-guide: its n_tokens */
                    guideTokens?: number;
                    scoredTokens: number;
                    /** @description nllNats / (ln 2 * UTF-8 bytes of the text) */
                    bitsPerByte: number;
                    /** @description exp(nllNats / UTF-8 bytes) */
                    bytePerplexity: number;
                    wordPerplexity: number | null;
                    /** @description Tokens of the documents in order; empty when there are more than 8192 (protocol.tokenizer.tokens says how many) */
                    tokens: {
                        id: number;
                        text: string;
                        nllNats: number | null;
                        rank?: number | null;
                    }[];
                    /** @description Documents in order; empty when there are more than 4096 (protocol.text.documents says how many) */
                    documents?: {
                        tokens: number;
                        scoredTokens: number;
                        nllNats: number;
                        sizeBytes: number;
                        words: number;
                    }[];
                    comparison?: {
                        base: string;
                        baseCommit: string | null;
                        /** @description Scored tokens */
                        tokens: number;
                        /** @description Mean PPL(Q): exp of the mean loss of the model over these tokens */
                        ppl: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(base) */
                        pplBase: {
                            value: number;
                            standardError: number | null;
                        };
                        lnPplCorrelation: number | null;
                        /** @description Mean ln(PPL(Q)/PPL(base)) */
                        lnPplRatio: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(Q)/PPL(base) */
                        pplRatio: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(Q)-PPL(base) */
                        pplDifference: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description KLD: KL(base || Q) of the distributions over the next token, nats. Rounding may leave -1e-7 */
                        kld: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description Jensen-Shannon divergence of the two distributions, nats, at most ln 2 (not in llama.cpp) */
                        jsd: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description Δp: change of the probability of the token that came, model minus base; llama.cpp prints percent */
                        deltaP: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description RMS Δp */
                        deltaPRms: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Same top p: share of positions where both give the same token the largest probability */
                        sameTop: {
                            value: number;
                            standardError: number | null;
                        };
                        protocol: {
                            base: {
                                /** @description Hub id or directory, as submitted */
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                access?: "directory" | "cache" | "stream";
                                /** @description model_type of config.json */
                                architecture: string;
                                /** @description Stored floating-point elements */
                                parameters: number;
                                /** @description Number format most weights are stored in */
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                                /** @description What the files are; absent in results of versions that knew whole models only */
                                weightType?: "original" | "adapter" | "delta";
                                license?: string | null;
                                /** @description The model that an adapter or delta was put over */
                                weightsBase?: {
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                };
                            };
                            /** @description How it was checked that a token id means the same in both models */
                            vocabulary: "identical-tokenizer" | "same-tokens";
                        };
                    };
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        text: {
                            /** @description passage, the id of a registered corpus, or the name of a file */
                            id: string;
                            /** @description Of the text, or of the whole file of a corpus */
                            sha256: string;
                            /** @description UTF-8 bytes of what was measured */
                            sizeBytes: number;
                            words: number;
                            /** @description Texts that no window reaches beyond */
                            documents?: number;
                            /** @description Field of a JSONL file that held the text */
                            field?: string;
                            /** @description Only so many documents from the start were taken */
                            limit?: number;
                        };
                        tokenizer: {
                            file: string;
                            sha256: string;
                            /** @description Token ids of the text, special tokens included */
                            tokens: number;
                            /** @description To each text, under the BOS policy */
                            specialTokensAdded: number[];
                        };
                        /** @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness */
                        mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                        /** @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none */
                        bos?: "tokenizer" | "always" | "never";
                        prefixTokenId?: number | null;
                        /** @description Between documents that were joined to one text */
                        separator?: string;
                        /** @description Context length of each window */
                        windowTokens: number;
                        /** @description Tokens by which windows advance */
                        strideTokens: number;
                        /** @description Which tokens of a window are not scored */
                        unscored: string;
                    };
                };
                trace?: {
                    model: string;
                    commit: string | null;
                    base: string;
                    baseCommit: string | null;
                    /** @description derived: one descends from the other, both from a third, or both were initialised alike (same seed or recipe); independent: no evidence of that was found; inconclusive: nothing could be decided; null: nothing was tested that gives a verdict, only distances or similarities */
                    verdict: ("derived" | "independent" | "inconclusive") | null;
                    /** @description How the verdict follows from those of the statistics */
                    verdictRule: string;
                    statistics: {
                        /** @description csu, csh, match */
                        statistic: string;
                        /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                        variant: string;
                        /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                        log10PValue: number;
                        pValue: number | "<1e-300";
                        verdict: "derived" | "independent" | "inconclusive";
                        verdictRule: string;
                        /** @description The null hypothesis in words */
                        null: string;
                        /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                        validity: "exact" | "empirical";
                        /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                        calibration?: {
                            /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                            rejectionRate: number;
                            /** @description How many pairs of blocks that share is of */
                            blockPairs: number;
                            /** @description Where the null distribution stands, in the repository */
                            source: string;
                        } | null;
                        sided: "one" | "two";
                        /** @description What a small p-value means */
                        direction: string;
                        metric: "cosine" | "l2";
                        /** @description Sum of K over blocks / sum of m: the effect size */
                        agreeingFraction: number;
                        /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                        attempts?: number;
                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                        otherForms?: {
                            variant: string;
                            /** @description Times the number of forms, as that of the result */
                            log10PValue: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        /** @description There when the models have different numbers of blocks and no pairs were named */
                        search?: {
                            /** @description Blocks of the model that took part */
                            blocks: number;
                            baseBlocks: number;
                            /** @description Of the number of pairings: what the search costs */
                            log10Pairings: number;
                            /** @description How pairs were chosen and how the p-value accounts for that, in words */
                            rule: string;
                        };
                        /** @description There when some blocks are copies of others in both models */
                        copies?: {
                            /** @description Blocks that the combined p-value counts */
                            counted: number;
                            /** @description Which blocks are not counted (`copyOf`), in words */
                            rule: string;
                        };
                        blocks: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units m that are compared */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                        }[];
                        /** @description Absent when none were asked for, or when there is one block only */
                        controls?: {
                            /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                            pairs: {
                                /** @description Block of the model, from 0 */
                                block: number;
                                /** @description Block of the base it was compared with */
                                baseBlock: number;
                                log10PValue: number;
                                /** @description Spearman correlation of the two rankings */
                                rho: number;
                                /** @description Hidden units m that are compared */
                                units: number;
                                /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                agreeing: number;
                                /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                copyOf?: number;
                                /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                zeroUnits?: number;
                                tieGap: number | null;
                                /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                matchings?: {
                                    /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                    first: number[];
                                    second: number[] | null;
                                };
                            }[];
                            /** @description About -0.3 where the p-values mean what they say */
                            medianLog10PValue: number;
                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                            medianAgreeingFraction?: number;
                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                            areSmall: boolean;
                            /** @description Which pairs these are and what they decide, in words */
                            rule: string;
                        };
                        tolerant?: {
                            /** @description f0: share of the units of each block that may agree anyhow */
                            universalFraction: number;
                            /** @description Fisher combination over blocks, corrected for a search as the other */
                            log10PValue: number;
                            /** @description Of each block, in the order of `blocks` */
                            log10PValues: number[];
                            /** @description The null hypothesis in words */
                            null: string;
                        };
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    }[];
                    /** @description Statistics of all pairs of blocks, when any was asked for */
                    localised?: {
                        /** @description csu-all, match-all */
                        statistic: string;
                        /** @description The test of one pair: phi_U, phi_MATCH, phi_2V, phi_2V-perm */
                        variant: string;
                        /** @description Smallest of the Holm-adjusted p-values: of the hypothesis that no pair depends on each other */
                        log10PValue: number;
                        verdict: "derived" | "independent" | "inconclusive";
                        verdictRule: string;
                        /** @description The null hypothesis of one pair in words */
                        null: string;
                        validity: "exact" | "empirical";
                        sided: "one" | "two";
                        /** @description What a small p-value means */
                        direction: string;
                        metric: "cosine" | "l2";
                        /** @description What the adjusted p-values guard against, in words */
                        multiplicity: string;
                        /** @description How blocks with different numbers of hidden units are compared, in words */
                        widths: string;
                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                        otherForms?: {
                            variant: string;
                            /** @description Times the number of forms, as that of the result */
                            log10PValue: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        /** @description One for each block of the model, in order */
                        sources: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description The block of the base that it resembles most */
                            baseBlock: number;
                            /** @description Of that pair, adjusted for all pairs */
                            log10HolmPValue: number;
                            /** @description K / m of that pair */
                            agreeingFraction: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        pairs: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units that were matched: those of the narrower block */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                            /** @description Adjusted for all pairs by Holm: valid whatever the tests depend on */
                            log10HolmPValue: number;
                            /** @description Adjusted for all pairs by Benjamini and Hochberg: valid for independent or positively dependent tests */
                            log10BenjaminiHochbergPValue: number;
                        }[];
                        /** @description Absent when there is one block of the base only */
                        controls?: {
                            /** @description About -0.3 where the p-values mean what they say */
                            medianLog10PValue: number;
                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                            medianAgreeingFraction?: number;
                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                            areSmall: boolean;
                            /** @description Which pairs these are and what they decide, in words */
                            rule: string;
                        };
                    }[];
                    /** @description l2, cos, jsd, mode-connectivity, as far as they were asked for */
                    distances?: ({
                        statistic: "l2" | "cos";
                        /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                        value: number;
                        /** @description l2: value / norm of the base */
                        relative?: number;
                        /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                        meanTensorDistance?: number;
                        /** @description Elements of each model that were compared */
                        parameters: number;
                        tensors: number;
                        /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                        leftOut: string[];
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    } | {
                        /** @enum {string} */
                        statistic: "jsd";
                        /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                        value: number;
                        /** @description At the token where it is largest, nats */
                        largest: number;
                        /** @description Share of tokens at which both models find the same token most probable */
                        sameTop: number;
                        /** @description Tokens that were predicted */
                        tokens: number;
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    } | {
                        /** @enum {string} */
                        statistic: "mode-connectivity";
                        /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                        value: number;
                        /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                        barrier: number;
                        /** @description Mean loss of (1 - share) base + share model */
                        curve: {
                            share: number;
                            lossNats: number;
                        }[];
                        /** @description Tokens that were predicted */
                        tokens: number;
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    })[];
                    /** @description qk, embedding, as far as they were asked for */
                    similarities?: ({
                        /** @enum {string} */
                        statistic: "embedding";
                        /** @description Linear CKA of the token embeddings over shared tokens, with the unbiased HSIC: 1 when one is a rotation of the other. Independent models of one tokenizer can come near 1 */
                        value: number;
                        /** @description Tokens that both vocabularies have */
                        tokens: number;
                        /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                        tokensBy: "text" | "id";
                    } | {
                        /** @enum {string} */
                        statistic: "qk";
                        /** @description Mean cosine of the scores of matched heads */
                        value: number;
                        /** @description Mean cosine of heads of one block that are not matched. Assignment takes the largest cosines, so matched heads exceed it between independent models too */
                        others: number;
                        /** @description Tokens that both vocabularies have */
                        tokens: number;
                        /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                        tokensBy: "text" | "id";
                        blocks: {
                            block: number;
                            baseBlock: number;
                            /** @description Head of the model that is matched to each head of the base; null: none */
                            matching: (number | null)[];
                            /** @description Cosine of each matched pair, by head of the base */
                            similarities: number[];
                            /** @description Mean cosine of pairs that are not matched */
                            others: number;
                        }[];
                    })[];
                    alignment?: {
                        /** @description How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none */
                        align: "none" | "units" | "residual" | "both" | "procrustes";
                        residual: ({
                            /** @enum {string} */
                            kind: "permutation";
                            coordinates: number;
                            /** @description Coordinates that stood elsewhere */
                            moved: number;
                            /** @description Mean cosine of matched coordinates of the token embeddings */
                            cosine: number;
                            tieGap: number;
                        } | {
                            /** @enum {string} */
                            kind: "rotation";
                            coordinates: number;
                            /** @description Trace of the rotation / coordinates: 1 where nothing is rotated */
                            trace: number;
                        }) | null;
                        units: {
                            block: number;
                            baseBlock: number;
                            units: number;
                            /** @description Hidden units that stood elsewhere */
                            moved: number;
                            tieGap: number;
                        }[];
                        stages: {
                            /** @description What is aligned by now; results before any alignment are those of the trace */
                            after: "residual" | "units";
                            /** @description csu and csh after the stream alone is aligned: exact, since that looks at token embeddings and never at the order of hidden units. They take no part in the verdict of the trace */
                            statistics: {
                                /** @description csu, csh, match */
                                statistic: string;
                                /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                log10PValue: number;
                                pValue: number | "<1e-300";
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis in words */
                                null: string;
                                /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                validity: "exact" | "empirical";
                                /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                calibration?: {
                                    /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                    rejectionRate: number;
                                    /** @description How many pairs of blocks that share is of */
                                    blockPairs: number;
                                    /** @description Where the null distribution stands, in the repository */
                                    source: string;
                                } | null;
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description Sum of K over blocks / sum of m: the effect size */
                                agreeingFraction: number;
                                /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                attempts?: number;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description There when the models have different numbers of blocks and no pairs were named */
                                search?: {
                                    /** @description Blocks of the model that took part */
                                    blocks: number;
                                    baseBlocks: number;
                                    /** @description Of the number of pairings: what the search costs */
                                    log10Pairings: number;
                                    /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                    rule: string;
                                };
                                /** @description There when some blocks are copies of others in both models */
                                copies?: {
                                    /** @description Blocks that the combined p-value counts */
                                    counted: number;
                                    /** @description Which blocks are not counted (`copyOf`), in words */
                                    rule: string;
                                };
                                blocks: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units m that are compared */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                }[];
                                /** @description Absent when none were asked for, or when there is one block only */
                                controls?: {
                                    /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                    pairs: {
                                        /** @description Block of the model, from 0 */
                                        block: number;
                                        /** @description Block of the base it was compared with */
                                        baseBlock: number;
                                        log10PValue: number;
                                        /** @description Spearman correlation of the two rankings */
                                        rho: number;
                                        /** @description Hidden units m that are compared */
                                        units: number;
                                        /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                        agreeing: number;
                                        /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                        copyOf?: number;
                                        /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                        zeroUnits?: number;
                                        tieGap: number | null;
                                        /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                        matchings?: {
                                            /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                            first: number[];
                                            second: number[] | null;
                                        };
                                    }[];
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                                tolerant?: {
                                    /** @description f0: share of the units of each block that may agree anyhow */
                                    universalFraction: number;
                                    /** @description Fisher combination over blocks, corrected for a search as the other */
                                    log10PValue: number;
                                    /** @description Of each block, in the order of `blocks` */
                                    log10PValues: number[];
                                    /** @description The null hypothesis in words */
                                    null: string;
                                };
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            }[];
                            /** @description csu and csh after hidden units are aligned: likeness only */
                            agreement: {
                                statistic: "csu" | "csh";
                                /** @description Share of units that are matched to the unit at their place */
                                agreeingFraction: number;
                                /** @description Why there is none */
                                noPValue: string;
                            }[];
                            distances: ({
                                statistic: "l2" | "cos";
                                /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                value: number;
                                /** @description l2: value / norm of the base */
                                relative?: number;
                                /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                meanTensorDistance?: number;
                                /** @description Elements of each model that were compared */
                                parameters: number;
                                tensors: number;
                                /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                leftOut: string[];
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "jsd";
                                /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                value: number;
                                /** @description At the token where it is largest, nats */
                                largest: number;
                                /** @description Share of tokens at which both models find the same token most probable */
                                sameTop: number;
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "mode-connectivity";
                                /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                value: number;
                                /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                barrier: number;
                                /** @description Mean loss of (1 - share) base + share model */
                                curve: {
                                    share: number;
                                    lossNats: number;
                                }[];
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            })[];
                        }[];
                    };
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        base: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        /** @description Seed of the random token ids and of the order in which ties are broken */
                        seed: number;
                        /** @description What was chosen, defaults written out */
                        choices?: {
                            /** @description Negative controls of csu, csh and match, at most */
                            controls: number;
                            /** @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code) */
                            matchMetric: "cosine" | "l2";
                            /** @description Form of match that was named; null: none, so phi_2V or phi_MATCH */
                            matchVariant: ("phi_2V" | "phi_2V-perm" | "both") | null;
                            /** @description Pairs [base block, block of the model] that were named; null: all in order, or searched for */
                            blocks: number[][] | null;
                            /** @description That was named; null: none, so -6 */
                            thresholdLog10P: number | null;
                        };
                        vocabulary: ("identical-tokenizer" | "same-tokens" | "size-only" | "token-file" | "shared-tokens" | "text") | null;
                        activations: {
                            /** @description uniform: seeded random token ids; tokens: a file; text */
                            source: string;
                            seed: number | null;
                            sequences: number;
                            tokens: number;
                            /** @description SHA-256 of the token ids of the model as little-endian int32 */
                            sha256: string;
                            /** @description The same of the base, where its ids are others */
                            baseSha256?: string;
                            /** @description Tokens of equal text, from which random ones were drawn */
                            sharedTokens?: number;
                            /** @description Of the text in UTF-8 */
                            textSha256?: string;
                            /** @description Positions that are compared: those where both tokenizations end at the same character. They are chosen by the text and the tokenizers alone, so the null hypotheses stay as they are: given the input, units are exchangeable */
                            positions?: number;
                        } | null;
                        /** @description Token ids whose prediction jsd and mode-connectivity look at */
                        outputs?: {
                            /** @description passage: the fixed passage; tokens: a file */
                            source: string;
                            sequences: number;
                            tokens: number;
                            /** @description SHA-256 of the token ids as little-endian int32 */
                            sha256: string;
                        };
                    };
                };
                scan?: {
                    model: string;
                    commit: string | null;
                    verdictRule: string;
                    /** @description The null hypothesis of each test in words */
                    null: string;
                    /** @description What the p-values are corrected for */
                    correction: string;
                    /** @description Bases that were tested: as many as there are candidates */
                    tested: number;
                    /** @description Strongest evidence first; equal evidence by meanCosine */
                    candidates: {
                        base: string;
                        commit: string | null;
                        architecture: string;
                        verdict: "derived" | "independent" | "inconclusive";
                        /** @description csu on signatures, all blocks of them combined; not corrected */
                        log10PValue: number;
                        /** @description Corrected for all bases tested, by Holm: what the verdict goes by */
                        log10PHolm: number;
                        /** @description Corrected by Benjamini and Hochberg */
                        log10PBenjaminiHochberg: number;
                        /** @description fisher: models of equal depth, each block of the signature against the same block. bonferroni: of unequal depth, each block of the signature against every block of the model, the smallest p-value times the number of pairs */
                        combined: "fisher" | "bonferroni";
                        /** @description Pairs of blocks that were tested */
                        pairs: number;
                        /** @description Share of units that matched the one at their own place */
                        agreeingFraction: number;
                        /** @description Of the weights of units at the same place: how close related models are */
                        meanCosine: number;
                        blocks: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units m that are compared */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                        }[];
                        /** @description Of the file of the signature */
                        signatureSha256: string;
                        trace: {
                            model: string;
                            commit: string | null;
                            base: string;
                            baseCommit: string | null;
                            /** @description derived: one descends from the other, both from a third, or both were initialised alike (same seed or recipe); independent: no evidence of that was found; inconclusive: nothing could be decided; null: nothing was tested that gives a verdict, only distances or similarities */
                            verdict: ("derived" | "independent" | "inconclusive") | null;
                            /** @description How the verdict follows from those of the statistics */
                            verdictRule: string;
                            statistics: {
                                /** @description csu, csh, match */
                                statistic: string;
                                /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                log10PValue: number;
                                pValue: number | "<1e-300";
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis in words */
                                null: string;
                                /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                validity: "exact" | "empirical";
                                /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                calibration?: {
                                    /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                    rejectionRate: number;
                                    /** @description How many pairs of blocks that share is of */
                                    blockPairs: number;
                                    /** @description Where the null distribution stands, in the repository */
                                    source: string;
                                } | null;
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description Sum of K over blocks / sum of m: the effect size */
                                agreeingFraction: number;
                                /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                attempts?: number;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description There when the models have different numbers of blocks and no pairs were named */
                                search?: {
                                    /** @description Blocks of the model that took part */
                                    blocks: number;
                                    baseBlocks: number;
                                    /** @description Of the number of pairings: what the search costs */
                                    log10Pairings: number;
                                    /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                    rule: string;
                                };
                                /** @description There when some blocks are copies of others in both models */
                                copies?: {
                                    /** @description Blocks that the combined p-value counts */
                                    counted: number;
                                    /** @description Which blocks are not counted (`copyOf`), in words */
                                    rule: string;
                                };
                                blocks: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units m that are compared */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                }[];
                                /** @description Absent when none were asked for, or when there is one block only */
                                controls?: {
                                    /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                    pairs: {
                                        /** @description Block of the model, from 0 */
                                        block: number;
                                        /** @description Block of the base it was compared with */
                                        baseBlock: number;
                                        log10PValue: number;
                                        /** @description Spearman correlation of the two rankings */
                                        rho: number;
                                        /** @description Hidden units m that are compared */
                                        units: number;
                                        /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                        agreeing: number;
                                        /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                        copyOf?: number;
                                        /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                        zeroUnits?: number;
                                        tieGap: number | null;
                                        /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                        matchings?: {
                                            /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                            first: number[];
                                            second: number[] | null;
                                        };
                                    }[];
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                                tolerant?: {
                                    /** @description f0: share of the units of each block that may agree anyhow */
                                    universalFraction: number;
                                    /** @description Fisher combination over blocks, corrected for a search as the other */
                                    log10PValue: number;
                                    /** @description Of each block, in the order of `blocks` */
                                    log10PValues: number[];
                                    /** @description The null hypothesis in words */
                                    null: string;
                                };
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            }[];
                            /** @description Statistics of all pairs of blocks, when any was asked for */
                            localised?: {
                                /** @description csu-all, match-all */
                                statistic: string;
                                /** @description The test of one pair: phi_U, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Smallest of the Holm-adjusted p-values: of the hypothesis that no pair depends on each other */
                                log10PValue: number;
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis of one pair in words */
                                null: string;
                                validity: "exact" | "empirical";
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description What the adjusted p-values guard against, in words */
                                multiplicity: string;
                                /** @description How blocks with different numbers of hidden units are compared, in words */
                                widths: string;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description One for each block of the model, in order */
                                sources: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description The block of the base that it resembles most */
                                    baseBlock: number;
                                    /** @description Of that pair, adjusted for all pairs */
                                    log10HolmPValue: number;
                                    /** @description K / m of that pair */
                                    agreeingFraction: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                pairs: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units that were matched: those of the narrower block */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                    /** @description Adjusted for all pairs by Holm: valid whatever the tests depend on */
                                    log10HolmPValue: number;
                                    /** @description Adjusted for all pairs by Benjamini and Hochberg: valid for independent or positively dependent tests */
                                    log10BenjaminiHochbergPValue: number;
                                }[];
                                /** @description Absent when there is one block of the base only */
                                controls?: {
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                            }[];
                            /** @description l2, cos, jsd, mode-connectivity, as far as they were asked for */
                            distances?: ({
                                statistic: "l2" | "cos";
                                /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                value: number;
                                /** @description l2: value / norm of the base */
                                relative?: number;
                                /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                meanTensorDistance?: number;
                                /** @description Elements of each model that were compared */
                                parameters: number;
                                tensors: number;
                                /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                leftOut: string[];
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "jsd";
                                /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                value: number;
                                /** @description At the token where it is largest, nats */
                                largest: number;
                                /** @description Share of tokens at which both models find the same token most probable */
                                sameTop: number;
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "mode-connectivity";
                                /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                value: number;
                                /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                barrier: number;
                                /** @description Mean loss of (1 - share) base + share model */
                                curve: {
                                    share: number;
                                    lossNats: number;
                                }[];
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            })[];
                            /** @description qk, embedding, as far as they were asked for */
                            similarities?: ({
                                /** @enum {string} */
                                statistic: "embedding";
                                /** @description Linear CKA of the token embeddings over shared tokens, with the unbiased HSIC: 1 when one is a rotation of the other. Independent models of one tokenizer can come near 1 */
                                value: number;
                                /** @description Tokens that both vocabularies have */
                                tokens: number;
                                /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                                tokensBy: "text" | "id";
                            } | {
                                /** @enum {string} */
                                statistic: "qk";
                                /** @description Mean cosine of the scores of matched heads */
                                value: number;
                                /** @description Mean cosine of heads of one block that are not matched. Assignment takes the largest cosines, so matched heads exceed it between independent models too */
                                others: number;
                                /** @description Tokens that both vocabularies have */
                                tokens: number;
                                /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                                tokensBy: "text" | "id";
                                blocks: {
                                    block: number;
                                    baseBlock: number;
                                    /** @description Head of the model that is matched to each head of the base; null: none */
                                    matching: (number | null)[];
                                    /** @description Cosine of each matched pair, by head of the base */
                                    similarities: number[];
                                    /** @description Mean cosine of pairs that are not matched */
                                    others: number;
                                }[];
                            })[];
                            alignment?: {
                                /** @description How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none */
                                align: "none" | "units" | "residual" | "both" | "procrustes";
                                residual: ({
                                    /** @enum {string} */
                                    kind: "permutation";
                                    coordinates: number;
                                    /** @description Coordinates that stood elsewhere */
                                    moved: number;
                                    /** @description Mean cosine of matched coordinates of the token embeddings */
                                    cosine: number;
                                    tieGap: number;
                                } | {
                                    /** @enum {string} */
                                    kind: "rotation";
                                    coordinates: number;
                                    /** @description Trace of the rotation / coordinates: 1 where nothing is rotated */
                                    trace: number;
                                }) | null;
                                units: {
                                    block: number;
                                    baseBlock: number;
                                    units: number;
                                    /** @description Hidden units that stood elsewhere */
                                    moved: number;
                                    tieGap: number;
                                }[];
                                stages: {
                                    /** @description What is aligned by now; results before any alignment are those of the trace */
                                    after: "residual" | "units";
                                    /** @description csu and csh after the stream alone is aligned: exact, since that looks at token embeddings and never at the order of hidden units. They take no part in the verdict of the trace */
                                    statistics: {
                                        /** @description csu, csh, match */
                                        statistic: string;
                                        /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                        variant: string;
                                        /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                        log10PValue: number;
                                        pValue: number | "<1e-300";
                                        verdict: "derived" | "independent" | "inconclusive";
                                        verdictRule: string;
                                        /** @description The null hypothesis in words */
                                        null: string;
                                        /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                        validity: "exact" | "empirical";
                                        /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                        calibration?: {
                                            /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                            rejectionRate: number;
                                            /** @description How many pairs of blocks that share is of */
                                            blockPairs: number;
                                            /** @description Where the null distribution stands, in the repository */
                                            source: string;
                                        } | null;
                                        sided: "one" | "two";
                                        /** @description What a small p-value means */
                                        direction: string;
                                        metric: "cosine" | "l2";
                                        /** @description Sum of K over blocks / sum of m: the effect size */
                                        agreeingFraction: number;
                                        /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                        attempts?: number;
                                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                        otherForms?: {
                                            variant: string;
                                            /** @description Times the number of forms, as that of the result */
                                            log10PValue: number;
                                            verdict: "derived" | "independent" | "inconclusive";
                                        }[];
                                        /** @description There when the models have different numbers of blocks and no pairs were named */
                                        search?: {
                                            /** @description Blocks of the model that took part */
                                            blocks: number;
                                            baseBlocks: number;
                                            /** @description Of the number of pairings: what the search costs */
                                            log10Pairings: number;
                                            /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                            rule: string;
                                        };
                                        /** @description There when some blocks are copies of others in both models */
                                        copies?: {
                                            /** @description Blocks that the combined p-value counts */
                                            counted: number;
                                            /** @description Which blocks are not counted (`copyOf`), in words */
                                            rule: string;
                                        };
                                        blocks: {
                                            /** @description Block of the model, from 0 */
                                            block: number;
                                            /** @description Block of the base it was compared with */
                                            baseBlock: number;
                                            log10PValue: number;
                                            /** @description Spearman correlation of the two rankings */
                                            rho: number;
                                            /** @description Hidden units m that are compared */
                                            units: number;
                                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                            agreeing: number;
                                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                            copyOf?: number;
                                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                            zeroUnits?: number;
                                            tieGap: number | null;
                                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                            matchings?: {
                                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                                first: number[];
                                                second: number[] | null;
                                            };
                                        }[];
                                        /** @description Absent when none were asked for, or when there is one block only */
                                        controls?: {
                                            /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                            pairs: {
                                                /** @description Block of the model, from 0 */
                                                block: number;
                                                /** @description Block of the base it was compared with */
                                                baseBlock: number;
                                                log10PValue: number;
                                                /** @description Spearman correlation of the two rankings */
                                                rho: number;
                                                /** @description Hidden units m that are compared */
                                                units: number;
                                                /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                                agreeing: number;
                                                /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                                copyOf?: number;
                                                /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                                zeroUnits?: number;
                                                tieGap: number | null;
                                                /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                                matchings?: {
                                                    /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                                    first: number[];
                                                    second: number[] | null;
                                                };
                                            }[];
                                            /** @description About -0.3 where the p-values mean what they say */
                                            medianLog10PValue: number;
                                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                            medianAgreeingFraction?: number;
                                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                            areSmall: boolean;
                                            /** @description Which pairs these are and what they decide, in words */
                                            rule: string;
                                        };
                                        tolerant?: {
                                            /** @description f0: share of the units of each block that may agree anyhow */
                                            universalFraction: number;
                                            /** @description Fisher combination over blocks, corrected for a search as the other */
                                            log10PValue: number;
                                            /** @description Of each block, in the order of `blocks` */
                                            log10PValues: number[];
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        };
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    }[];
                                    /** @description csu and csh after hidden units are aligned: likeness only */
                                    agreement: {
                                        statistic: "csu" | "csh";
                                        /** @description Share of units that are matched to the unit at their place */
                                        agreeingFraction: number;
                                        /** @description Why there is none */
                                        noPValue: string;
                                    }[];
                                    distances: ({
                                        statistic: "l2" | "cos";
                                        /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                        value: number;
                                        /** @description l2: value / norm of the base */
                                        relative?: number;
                                        /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                        meanTensorDistance?: number;
                                        /** @description Elements of each model that were compared */
                                        parameters: number;
                                        tensors: number;
                                        /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                        leftOut: string[];
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    } | {
                                        /** @enum {string} */
                                        statistic: "jsd";
                                        /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                        value: number;
                                        /** @description At the token where it is largest, nats */
                                        largest: number;
                                        /** @description Share of tokens at which both models find the same token most probable */
                                        sameTop: number;
                                        /** @description Tokens that were predicted */
                                        tokens: number;
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    } | {
                                        /** @enum {string} */
                                        statistic: "mode-connectivity";
                                        /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                        value: number;
                                        /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                        barrier: number;
                                        /** @description Mean loss of (1 - share) base + share model */
                                        curve: {
                                            share: number;
                                            lossNats: number;
                                        }[];
                                        /** @description Tokens that were predicted */
                                        tokens: number;
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    })[];
                                }[];
                            };
                            protocol: {
                                method: string;
                                /** @description Raised whenever the same input could give another number */
                                methodVersion: number;
                                codeCommit: string | null;
                                /** @description Library and version that multiplies the matrices */
                                engine: string;
                                /** @description Execution provider: cpu, cuda, webgpu */
                                provider: string;
                                computeDtype: string;
                                model: {
                                    /** @description Hub id or directory, as submitted */
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                    access?: "directory" | "cache" | "stream";
                                    /** @description model_type of config.json */
                                    architecture: string;
                                    /** @description Stored floating-point elements */
                                    parameters: number;
                                    /** @description Number format most weights are stored in */
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                    /** @description What the files are; absent in results of versions that knew whole models only */
                                    weightType?: "original" | "adapter" | "delta";
                                    license?: string | null;
                                    /** @description The model that an adapter or delta was put over */
                                    weightsBase?: {
                                        id: string;
                                        revision: string | null;
                                        commit: string | null;
                                        dtype: string;
                                        /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                        files: {
                                            [key: string]: {
                                                sizeBytes: number;
                                                sha256: string | null;
                                            };
                                        };
                                    };
                                };
                                base: {
                                    /** @description Hub id or directory, as submitted */
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                    access?: "directory" | "cache" | "stream";
                                    /** @description model_type of config.json */
                                    architecture: string;
                                    /** @description Stored floating-point elements */
                                    parameters: number;
                                    /** @description Number format most weights are stored in */
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                    /** @description What the files are; absent in results of versions that knew whole models only */
                                    weightType?: "original" | "adapter" | "delta";
                                    license?: string | null;
                                    /** @description The model that an adapter or delta was put over */
                                    weightsBase?: {
                                        id: string;
                                        revision: string | null;
                                        commit: string | null;
                                        dtype: string;
                                        /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                        files: {
                                            [key: string]: {
                                                sizeBytes: number;
                                                sha256: string | null;
                                            };
                                        };
                                    };
                                };
                                /** @description Seed of the random token ids and of the order in which ties are broken */
                                seed: number;
                                /** @description What was chosen, defaults written out */
                                choices?: {
                                    /** @description Negative controls of csu, csh and match, at most */
                                    controls: number;
                                    /** @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code) */
                                    matchMetric: "cosine" | "l2";
                                    /** @description Form of match that was named; null: none, so phi_2V or phi_MATCH */
                                    matchVariant: ("phi_2V" | "phi_2V-perm" | "both") | null;
                                    /** @description Pairs [base block, block of the model] that were named; null: all in order, or searched for */
                                    blocks: number[][] | null;
                                    /** @description That was named; null: none, so -6 */
                                    thresholdLog10P: number | null;
                                };
                                vocabulary: ("identical-tokenizer" | "same-tokens" | "size-only" | "token-file" | "shared-tokens" | "text") | null;
                                activations: {
                                    /** @description uniform: seeded random token ids; tokens: a file; text */
                                    source: string;
                                    seed: number | null;
                                    sequences: number;
                                    tokens: number;
                                    /** @description SHA-256 of the token ids of the model as little-endian int32 */
                                    sha256: string;
                                    /** @description The same of the base, where its ids are others */
                                    baseSha256?: string;
                                    /** @description Tokens of equal text, from which random ones were drawn */
                                    sharedTokens?: number;
                                    /** @description Of the text in UTF-8 */
                                    textSha256?: string;
                                    /** @description Positions that are compared: those where both tokenizations end at the same character. They are chosen by the text and the tokenizers alone, so the null hypotheses stay as they are: given the input, units are exchangeable */
                                    positions?: number;
                                } | null;
                                /** @description Token ids whose prediction jsd and mode-connectivity look at */
                                outputs?: {
                                    /** @description passage: the fixed passage; tokens: a file */
                                    source: string;
                                    sequences: number;
                                    tokens: number;
                                    /** @description SHA-256 of the token ids as little-endian int32 */
                                    sha256: string;
                                };
                            };
                        } | null;
                        /** @description log10 p of each statistic of the trace, corrected for all bases tested by Bonferroni: valid however those that are traced were chosen */
                        traceLog10PBonferroni: {
                            [key: string]: number;
                        };
                        /** @description Of the trace by its corrected p-values: that of a statistic which says derived only by the p-value that is not corrected is inconclusive. null: not traced */
                        traceVerdict?: ("derived" | "independent" | "inconclusive") | null;
                        traceError: {
                            code: string;
                            detail: string;
                        } | null;
                    }[];
                    /** @description Bases that could not be tested, for their shape or because they are the model itself: these are no tests */
                    excluded: {
                        base: string;
                        commit: string | null;
                        reason: string;
                    }[];
                    /** @description Bases that could not be read */
                    failed: {
                        base: string;
                        code: string;
                        detail: string;
                    }[];
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        /** @description Seed of the order in which ties are broken */
                        seed: number;
                        signature: {
                            version: number;
                            /** @description Units of each block at most */
                            units: number;
                            /** @description Random directions that their weights are projected on at most */
                            width: number;
                            dtype: string;
                        };
                        /** @description Which candidates are traced in full */
                        passing: string;
                    };
                };
            } | null;
            /** @description Whether an evaluation of the same content answers, which has succeeded or is under way */
            reused: boolean;
            /** @description Checks that were not passed, and stopped nothing */
            warnings: components["schemas"]["CheckWarning"][];
        };
        /** CheckOutcome */
        CheckOutcome: {
            check: "repository" | "revision" | "weight-type" | "config" | "causal-lm" | "architecture" | "tokenizer" | "weights" | "weights-base" | "base" | "trace" | "license" | "model-card" | "do-not-submit" | "duplicate";
            title: string;
            /** @description warned: accepted all the same; skipped: nothing to look at, or the Hub did not answer */
            outcome: "passed" | "warned" | "failed" | "skipped";
            code: string | null;
            /** @description What was found */
            detail: string;
            fix: string | null;
            /** @description JSON pointer to the field of the request that it is about */
            pointer: string | null;
        };
        /** CostEstimate */
        CostEstimate: {
            /** @description Weights of all models of the submission; null: not known */
            readBytes: number | null;
            /** @description Of the model, by the size and the dtype of its weights */
            parameters: number | null;
            /** @description Of the text, at 4 bytes each */
            tokens: number;
            /** @description At the peak: two blocks in float32 (of both models and in float64 for a trace), hidden states of the text, and 200 MB */
            memoryBytes: number | null;
            /** @description Of computing, once started; downloads and the queue are not in it */
            seconds: number | null;
            /** @description history: a line through the sizes and durations of the last 50 evaluations with the same tasks on the passage, where there are 10; constants: 15 ns per parameter for the perplexity of the passage, 95 ns for each statistic of a trace that compares blocks one with one, and as often as much as it compares more pairs of blocks (csu-all, match-all, models that differ in depth), 1.5 ns for each draw of a permutation test, and 20 ns for each pass of mode-connectivity, as on two cores */
            basis: "history" | "constants";
        };
        /** DryRun */
        DryRun: {
            /** @description Whether no check failed: a submission would be taken */
            accepted: boolean;
            /** @description In the order in which a submission is checked */
            checks: components["schemas"]["CheckOutcome"][];
            estimate: components["schemas"]["CostEstimate"];
        };
        /** EvaluationSummary */
        EvaluationSummary: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri-reference
             * @description Path of this evaluation
             */
            url: string;
            status: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
            model: string;
            /** @description Branch, tag or hash that was asked for */
            revision: string | null;
            /** @description Commit it resolved to; null for a directory, or not resolved yet */
            commit: string | null;
            /** @description Model traced against or compared with; null without either */
            base: string | null;
            baseRevision: string | null;
            baseCommit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta is put over; null for a whole model, or not resolved yet */
            weightsBase: string | null;
            /** @description Commit of it, once resolved; null for a directory */
            weightsBaseRevision: string | null;
            tasks: ("perplexity" | "trace" | "scan")[];
            /** @description Statistics of the trace; null: all, or no trace */
            statistics: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[] | null;
            /** @description Draws of permutation tests of the trace; null: none */
            permutations: number | null;
            /** @description Whether the result lists which units were matched */
            matchings: boolean;
            /** @description How the trace aligns the model with the base; null: not at all */
            align: ("none" | "units" | "residual" | "both" | "procrustes") | null;
            /** @description How the statistics of the trace are taken; null: as leaderboards show it */
            trace: {
                /**
                 * @description Pairs of other blocks that csu, csh and match look at as negative controls, at most; default 12
                 * @default 12
                 */
                controls?: number;
                /** @description Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only */
                matchVariant?: "phi_2V" | "phi_2V-perm" | "both";
                /**
                 * @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)
                 * @default cosine
                 */
                matchMetric?: "cosine" | "l2";
                /** @description Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth */
                blocks?: number[][];
                /** @description log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default */
                thresholdLog10P?: number;
            } | null;
            /** @description How the perplexity is measured; null: as leaderboards show it */
            perplexity: {
                /** @description Id of a corpus that the operator registered; default the fixed passage */
                corpus?: string;
                /** @description Only so many documents of it, from the start */
                limit?: number;
                /**
                 * @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness
                 * @default model-trace
                 */
                mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                /** @description Tokens of a window; default the context length of the model */
                maxLength?: number;
                /** @description Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap */
                stride?: number;
                /**
                 * @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none
                 * @default tokenizer
                 */
                bos?: "tokenizer" | "always" | "never";
                /** @description Compare the predictions with those of `base` on the same tokens */
                compareWithBase?: boolean;
            } | null;
            /** @description Bases that a scan tests the model against; null: no scan */
            scannedBases: number | null;
            /** @description How often a worker has started on it */
            attempts: number;
            /** @description Larger runs first, equal ones in order */
            priority: number;
            /** @description Not finished by then it expires (Cancel-After); null: no deadline */
            deadlineAt: string | null;
            /** @description How far a running evaluation is */
            progress: {
                task: ("perplexity" | "trace" | "scan") | null;
                /** @description resolve, download, layers, head, base layers, base head, compare, activations, base activations, parameters, bases, traces, or the id of a statistic */
                phase: string;
                done: number;
                total: number;
                unit: "layers" | "blocks" | "pairs" | "bytes" | "tokens" | "steps" | "models";
                /** @description Bytes of weights that came so far, when they are streamed */
                receivedBytes?: number;
                /** @description Until this phase ends, at the speed it had so far; null: not known yet. Later phases are not in it */
                etaSeconds: number | null;
                /** @description Layers (or blocks) of this phase that are done; null in others */
                layer: number | null;
                /** @description Layers (or blocks) of this phase */
                layers: number | null;
            } | null;
            /** @description Why it failed, or why the last attempt did */
            error: {
                /** @description Listed at /v1/errors */
                code: string;
                detail: string;
                retryable: boolean;
                fix: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        /** EvaluationPage */
        EvaluationPage: {
            items: components["schemas"]["EvaluationSummary"][];
            /** @description null on the last page */
            nextCursor: string | null;
        };
        /** ScanRequest */
        ScanRequest: {
            /** @description Hub id (owner/name) or a directory under MODEL_ROOTS */
            model: string;
            /** @description Branch, tag or commit hash; default main */
            revision?: string;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType?: "original" | "adapter" | "delta";
            /** @description Model that the adapter or delta is put over; default what adapter_config.json names. Not the model to trace against */
            weightsBase?: string;
            /** @description Branch, tag or commit hash of weightsBase */
            weightsBaseRevision?: string;
            /** @description Models of /v1/bases to test against; default all of them */
            bases?: string[];
            /**
             * @description Bases that pass, best first, which are traced in full; default 3
             * @default 3
             */
            traces?: number;
            /** @description Trace the best ranked `traces` bases in full whether they pass or not */
            traceAll?: boolean;
            /** @description Run it even where an evaluation of the same content has succeeded or is under way; default false */
            force?: boolean;
            /** @description Is told of this evaluation. A secret that was made can be replaced by one that is shown: `GET /v1/webhooks?evaluation=…`, then `POST /v1/webhooks/{id}/rotate` */
            webhook?: {
                /** @description https, and on the internet */
                url: string;
                /** @description `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); default one is made */
                secret?: string;
                /** @description Types of events that are told; default those that end an evaluation */
                events?: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[];
            };
            /** @description Larger runs first, equal ones in order; default 0 */
            priority?: number;
        };
        /** EvaluationBatch */
        EvaluationBatch: {
            /** @description Up to 1000 submissions. One that is refused stops no other */
            items: components["schemas"]["EvaluationRequest"][];
        };
        /** SubmittedSummary */
        SubmittedSummary: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri-reference
             * @description Path of this evaluation
             */
            url: string;
            status: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
            model: string;
            /** @description Branch, tag or hash that was asked for */
            revision: string | null;
            /** @description Commit it resolved to; null for a directory, or not resolved yet */
            commit: string | null;
            /** @description Model traced against or compared with; null without either */
            base: string | null;
            baseRevision: string | null;
            baseCommit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta is put over; null for a whole model, or not resolved yet */
            weightsBase: string | null;
            /** @description Commit of it, once resolved; null for a directory */
            weightsBaseRevision: string | null;
            tasks: ("perplexity" | "trace" | "scan")[];
            /** @description Statistics of the trace; null: all, or no trace */
            statistics: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[] | null;
            /** @description Draws of permutation tests of the trace; null: none */
            permutations: number | null;
            /** @description Whether the result lists which units were matched */
            matchings: boolean;
            /** @description How the trace aligns the model with the base; null: not at all */
            align: ("none" | "units" | "residual" | "both" | "procrustes") | null;
            /** @description How the statistics of the trace are taken; null: as leaderboards show it */
            trace: {
                /**
                 * @description Pairs of other blocks that csu, csh and match look at as negative controls, at most; default 12
                 * @default 12
                 */
                controls?: number;
                /** @description Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only */
                matchVariant?: "phi_2V" | "phi_2V-perm" | "both";
                /**
                 * @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)
                 * @default cosine
                 */
                matchMetric?: "cosine" | "l2";
                /** @description Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth */
                blocks?: number[][];
                /** @description log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default */
                thresholdLog10P?: number;
            } | null;
            /** @description How the perplexity is measured; null: as leaderboards show it */
            perplexity: {
                /** @description Id of a corpus that the operator registered; default the fixed passage */
                corpus?: string;
                /** @description Only so many documents of it, from the start */
                limit?: number;
                /**
                 * @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness
                 * @default model-trace
                 */
                mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                /** @description Tokens of a window; default the context length of the model */
                maxLength?: number;
                /** @description Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap */
                stride?: number;
                /**
                 * @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none
                 * @default tokenizer
                 */
                bos?: "tokenizer" | "always" | "never";
                /** @description Compare the predictions with those of `base` on the same tokens */
                compareWithBase?: boolean;
            } | null;
            /** @description Bases that a scan tests the model against; null: no scan */
            scannedBases: number | null;
            /** @description How often a worker has started on it */
            attempts: number;
            /** @description Larger runs first, equal ones in order */
            priority: number;
            /** @description Not finished by then it expires (Cancel-After); null: no deadline */
            deadlineAt: string | null;
            /** @description How far a running evaluation is */
            progress: {
                task: ("perplexity" | "trace" | "scan") | null;
                /** @description resolve, download, layers, head, base layers, base head, compare, activations, base activations, parameters, bases, traces, or the id of a statistic */
                phase: string;
                done: number;
                total: number;
                unit: "layers" | "blocks" | "pairs" | "bytes" | "tokens" | "steps" | "models";
                /** @description Bytes of weights that came so far, when they are streamed */
                receivedBytes?: number;
                /** @description Until this phase ends, at the speed it had so far; null: not known yet. Later phases are not in it */
                etaSeconds: number | null;
                /** @description Layers (or blocks) of this phase that are done; null in others */
                layer: number | null;
                /** @description Layers (or blocks) of this phase */
                layers: number | null;
            } | null;
            /** @description Why it failed, or why the last attempt did */
            error: {
                /** @description Listed at /v1/errors */
                code: string;
                detail: string;
                retryable: boolean;
                fix: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** Format: date-time */
            updatedAt: string;
            /** @description Whether an evaluation of the same content answers, which has succeeded or is under way */
            reused: boolean;
            /** @description Checks that were not passed, and stopped nothing */
            warnings: components["schemas"]["CheckWarning"][];
        };
        /** EvaluationBatchOutcomes */
        EvaluationBatchOutcomes: {
            /** @description One outcome for each submission, in their order */
            items: ({
                status: 202 | 200;
                evaluation: components["schemas"]["SubmittedSummary"];
            } | {
                status: number;
                problem: components["schemas"]["Problem"];
            })[];
        };
        /** Evaluation */
        Evaluation: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri-reference
             * @description Path of this evaluation
             */
            url: string;
            status: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
            model: string;
            /** @description Branch, tag or hash that was asked for */
            revision: string | null;
            /** @description Commit it resolved to; null for a directory, or not resolved yet */
            commit: string | null;
            /** @description Model traced against or compared with; null without either */
            base: string | null;
            baseRevision: string | null;
            baseCommit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta is put over; null for a whole model, or not resolved yet */
            weightsBase: string | null;
            /** @description Commit of it, once resolved; null for a directory */
            weightsBaseRevision: string | null;
            tasks: ("perplexity" | "trace" | "scan")[];
            /** @description Statistics of the trace; null: all, or no trace */
            statistics: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[] | null;
            /** @description Draws of permutation tests of the trace; null: none */
            permutations: number | null;
            /** @description Whether the result lists which units were matched */
            matchings: boolean;
            /** @description How the trace aligns the model with the base; null: not at all */
            align: ("none" | "units" | "residual" | "both" | "procrustes") | null;
            /** @description How the statistics of the trace are taken; null: as leaderboards show it */
            trace: {
                /**
                 * @description Pairs of other blocks that csu, csh and match look at as negative controls, at most; default 12
                 * @default 12
                 */
                controls?: number;
                /** @description Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only */
                matchVariant?: "phi_2V" | "phi_2V-perm" | "both";
                /**
                 * @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)
                 * @default cosine
                 */
                matchMetric?: "cosine" | "l2";
                /** @description Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth */
                blocks?: number[][];
                /** @description log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default */
                thresholdLog10P?: number;
            } | null;
            /** @description How the perplexity is measured; null: as leaderboards show it */
            perplexity: {
                /** @description Id of a corpus that the operator registered; default the fixed passage */
                corpus?: string;
                /** @description Only so many documents of it, from the start */
                limit?: number;
                /**
                 * @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness
                 * @default model-trace
                 */
                mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                /** @description Tokens of a window; default the context length of the model */
                maxLength?: number;
                /** @description Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap */
                stride?: number;
                /**
                 * @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none
                 * @default tokenizer
                 */
                bos?: "tokenizer" | "always" | "never";
                /** @description Compare the predictions with those of `base` on the same tokens */
                compareWithBase?: boolean;
            } | null;
            /** @description Bases that a scan tests the model against; null: no scan */
            scannedBases: number | null;
            /** @description How often a worker has started on it */
            attempts: number;
            /** @description Larger runs first, equal ones in order */
            priority: number;
            /** @description Not finished by then it expires (Cancel-After); null: no deadline */
            deadlineAt: string | null;
            /** @description How far a running evaluation is */
            progress: {
                task: ("perplexity" | "trace" | "scan") | null;
                /** @description resolve, download, layers, head, base layers, base head, compare, activations, base activations, parameters, bases, traces, or the id of a statistic */
                phase: string;
                done: number;
                total: number;
                unit: "layers" | "blocks" | "pairs" | "bytes" | "tokens" | "steps" | "models";
                /** @description Bytes of weights that came so far, when they are streamed */
                receivedBytes?: number;
                /** @description Until this phase ends, at the speed it had so far; null: not known yet. Later phases are not in it */
                etaSeconds: number | null;
                /** @description Layers (or blocks) of this phase that are done; null in others */
                layer: number | null;
                /** @description Layers (or blocks) of this phase */
                layers: number | null;
            } | null;
            /** @description Why it failed, or why the last attempt did */
            error: {
                /** @description Listed at /v1/errors */
                code: string;
                detail: string;
                retryable: boolean;
                fix: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** Format: date-time */
            updatedAt: string;
            /** @description Each start by a worker, oldest first */
            attemptHistory: {
                attempt: number;
                /** @description Host and process id */
                worker: string | null;
                /** Format: date-time */
                startedAt: string;
                endedAt: string | null;
                /** @description How it ended; null: it succeeded, or still runs */
                error: {
                    /** @description Listed at /v1/errors */
                    code: string;
                    detail: string;
                    retryable: boolean;
                    fix: string | null;
                } | null;
                /** @description Blocks taken over from an attempt before, in place of being computed again */
                resumedLayers: number | null;
            }[];
            /** @description Evaluations that run before this one, counted up to 10,000 (1,000 in the answer to a submission); 0 is next, null when it is not queued */
            queuePosition: number | null;
            /** @description When a queued one will start, if evaluations go on as the last 50 did and as many run at a time as now; null: cannot be told */
            estimatedStartAt: string | null;
            /** @description What was found when it was submitted; null: submitted before this was kept, or without checks */
            checks: components["schemas"]["SubmissionCheck"][] | null;
            /** @description One key for each task, when the evaluation succeeded */
            result: {
                perplexity?: {
                    model: string;
                    commit: string | null;
                    /** @description exp(meanNllNats) */
                    perplexity: number;
                    /** @description Sum of negative log-likelihoods over scored tokens, nats */
                    nllNats: number;
                    /** @description nllNats / scoredTokens, or guideNllNats / guideTokens where there are any */
                    meanNllNats: number;
                    standardErrorNats: number | null;
                    documentStandardErrorNats?: number | null;
                    /** @description Mode transformers-guide: its nll_sum, in which the mean loss of each window counts trg_len - 1 times (a mean over trg_len tokens where windows overlap) */
                    guideNllNats?: number;
                    /** @description Mode transformers-guide: its n_tokens */
                    guideTokens?: number;
                    scoredTokens: number;
                    /** @description nllNats / (ln 2 * UTF-8 bytes of the text) */
                    bitsPerByte: number;
                    /** @description exp(nllNats / UTF-8 bytes) */
                    bytePerplexity: number;
                    wordPerplexity: number | null;
                    /** @description Tokens of the documents in order; empty when there are more than 8192 (protocol.tokenizer.tokens says how many) */
                    tokens: {
                        id: number;
                        text: string;
                        nllNats: number | null;
                        rank?: number | null;
                    }[];
                    /** @description Documents in order; empty when there are more than 4096 (protocol.text.documents says how many) */
                    documents?: {
                        tokens: number;
                        scoredTokens: number;
                        nllNats: number;
                        sizeBytes: number;
                        words: number;
                    }[];
                    comparison?: {
                        base: string;
                        baseCommit: string | null;
                        /** @description Scored tokens */
                        tokens: number;
                        /** @description Mean PPL(Q): exp of the mean loss of the model over these tokens */
                        ppl: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(base) */
                        pplBase: {
                            value: number;
                            standardError: number | null;
                        };
                        lnPplCorrelation: number | null;
                        /** @description Mean ln(PPL(Q)/PPL(base)) */
                        lnPplRatio: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(Q)/PPL(base) */
                        pplRatio: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Mean PPL(Q)-PPL(base) */
                        pplDifference: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description KLD: KL(base || Q) of the distributions over the next token, nats. Rounding may leave -1e-7 */
                        kld: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description Jensen-Shannon divergence of the two distributions, nats, at most ln 2 (not in llama.cpp) */
                        jsd: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description Δp: change of the probability of the token that came, model minus base; llama.cpp prints percent */
                        deltaP: {
                            mean: {
                                value: number;
                                standardError: number | null;
                            };
                            maximum: number;
                            /** @description 99.9 % */
                            p999: number;
                            p99: number;
                            p95: number;
                            p90: number;
                            p75: number;
                            median: number;
                            p25: number;
                            p10: number;
                            p5: number;
                            p1: number;
                            /** @description 0.1 % */
                            p01: number;
                            minimum: number;
                        };
                        /** @description RMS Δp */
                        deltaPRms: {
                            value: number;
                            standardError: number | null;
                        };
                        /** @description Same top p: share of positions where both give the same token the largest probability */
                        sameTop: {
                            value: number;
                            standardError: number | null;
                        };
                        protocol: {
                            base: {
                                /** @description Hub id or directory, as submitted */
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                access?: "directory" | "cache" | "stream";
                                /** @description model_type of config.json */
                                architecture: string;
                                /** @description Stored floating-point elements */
                                parameters: number;
                                /** @description Number format most weights are stored in */
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                                /** @description What the files are; absent in results of versions that knew whole models only */
                                weightType?: "original" | "adapter" | "delta";
                                license?: string | null;
                                /** @description The model that an adapter or delta was put over */
                                weightsBase?: {
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                };
                            };
                            /** @description How it was checked that a token id means the same in both models */
                            vocabulary: "identical-tokenizer" | "same-tokens";
                        };
                    };
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        text: {
                            /** @description passage, the id of a registered corpus, or the name of a file */
                            id: string;
                            /** @description Of the text, or of the whole file of a corpus */
                            sha256: string;
                            /** @description UTF-8 bytes of what was measured */
                            sizeBytes: number;
                            words: number;
                            /** @description Texts that no window reaches beyond */
                            documents?: number;
                            /** @description Field of a JSONL file that held the text */
                            field?: string;
                            /** @description Only so many documents from the start were taken */
                            limit?: number;
                        };
                        tokenizer: {
                            file: string;
                            sha256: string;
                            /** @description Token ids of the text, special tokens included */
                            tokens: number;
                            /** @description To each text, under the BOS policy */
                            specialTokensAdded: number[];
                        };
                        /** @description model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness */
                        mode?: "model-trace" | "transformers-guide" | "lm-eval-rolling";
                        /** @description How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none */
                        bos?: "tokenizer" | "always" | "never";
                        prefixTokenId?: number | null;
                        /** @description Between documents that were joined to one text */
                        separator?: string;
                        /** @description Context length of each window */
                        windowTokens: number;
                        /** @description Tokens by which windows advance */
                        strideTokens: number;
                        /** @description Which tokens of a window are not scored */
                        unscored: string;
                    };
                };
                trace?: {
                    model: string;
                    commit: string | null;
                    base: string;
                    baseCommit: string | null;
                    /** @description derived: one descends from the other, both from a third, or both were initialised alike (same seed or recipe); independent: no evidence of that was found; inconclusive: nothing could be decided; null: nothing was tested that gives a verdict, only distances or similarities */
                    verdict: ("derived" | "independent" | "inconclusive") | null;
                    /** @description How the verdict follows from those of the statistics */
                    verdictRule: string;
                    statistics: {
                        /** @description csu, csh, match */
                        statistic: string;
                        /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                        variant: string;
                        /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                        log10PValue: number;
                        pValue: number | "<1e-300";
                        verdict: "derived" | "independent" | "inconclusive";
                        verdictRule: string;
                        /** @description The null hypothesis in words */
                        null: string;
                        /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                        validity: "exact" | "empirical";
                        /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                        calibration?: {
                            /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                            rejectionRate: number;
                            /** @description How many pairs of blocks that share is of */
                            blockPairs: number;
                            /** @description Where the null distribution stands, in the repository */
                            source: string;
                        } | null;
                        sided: "one" | "two";
                        /** @description What a small p-value means */
                        direction: string;
                        metric: "cosine" | "l2";
                        /** @description Sum of K over blocks / sum of m: the effect size */
                        agreeingFraction: number;
                        /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                        attempts?: number;
                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                        otherForms?: {
                            variant: string;
                            /** @description Times the number of forms, as that of the result */
                            log10PValue: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        /** @description There when the models have different numbers of blocks and no pairs were named */
                        search?: {
                            /** @description Blocks of the model that took part */
                            blocks: number;
                            baseBlocks: number;
                            /** @description Of the number of pairings: what the search costs */
                            log10Pairings: number;
                            /** @description How pairs were chosen and how the p-value accounts for that, in words */
                            rule: string;
                        };
                        /** @description There when some blocks are copies of others in both models */
                        copies?: {
                            /** @description Blocks that the combined p-value counts */
                            counted: number;
                            /** @description Which blocks are not counted (`copyOf`), in words */
                            rule: string;
                        };
                        blocks: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units m that are compared */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                        }[];
                        /** @description Absent when none were asked for, or when there is one block only */
                        controls?: {
                            /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                            pairs: {
                                /** @description Block of the model, from 0 */
                                block: number;
                                /** @description Block of the base it was compared with */
                                baseBlock: number;
                                log10PValue: number;
                                /** @description Spearman correlation of the two rankings */
                                rho: number;
                                /** @description Hidden units m that are compared */
                                units: number;
                                /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                agreeing: number;
                                /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                copyOf?: number;
                                /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                zeroUnits?: number;
                                tieGap: number | null;
                                /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                matchings?: {
                                    /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                    first: number[];
                                    second: number[] | null;
                                };
                            }[];
                            /** @description About -0.3 where the p-values mean what they say */
                            medianLog10PValue: number;
                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                            medianAgreeingFraction?: number;
                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                            areSmall: boolean;
                            /** @description Which pairs these are and what they decide, in words */
                            rule: string;
                        };
                        tolerant?: {
                            /** @description f0: share of the units of each block that may agree anyhow */
                            universalFraction: number;
                            /** @description Fisher combination over blocks, corrected for a search as the other */
                            log10PValue: number;
                            /** @description Of each block, in the order of `blocks` */
                            log10PValues: number[];
                            /** @description The null hypothesis in words */
                            null: string;
                        };
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    }[];
                    /** @description Statistics of all pairs of blocks, when any was asked for */
                    localised?: {
                        /** @description csu-all, match-all */
                        statistic: string;
                        /** @description The test of one pair: phi_U, phi_MATCH, phi_2V, phi_2V-perm */
                        variant: string;
                        /** @description Smallest of the Holm-adjusted p-values: of the hypothesis that no pair depends on each other */
                        log10PValue: number;
                        verdict: "derived" | "independent" | "inconclusive";
                        verdictRule: string;
                        /** @description The null hypothesis of one pair in words */
                        null: string;
                        validity: "exact" | "empirical";
                        sided: "one" | "two";
                        /** @description What a small p-value means */
                        direction: string;
                        metric: "cosine" | "l2";
                        /** @description What the adjusted p-values guard against, in words */
                        multiplicity: string;
                        /** @description How blocks with different numbers of hidden units are compared, in words */
                        widths: string;
                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                        otherForms?: {
                            variant: string;
                            /** @description Times the number of forms, as that of the result */
                            log10PValue: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        /** @description One for each block of the model, in order */
                        sources: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description The block of the base that it resembles most */
                            baseBlock: number;
                            /** @description Of that pair, adjusted for all pairs */
                            log10HolmPValue: number;
                            /** @description K / m of that pair */
                            agreeingFraction: number;
                            verdict: "derived" | "independent" | "inconclusive";
                        }[];
                        pairs: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units that were matched: those of the narrower block */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                            /** @description Adjusted for all pairs by Holm: valid whatever the tests depend on */
                            log10HolmPValue: number;
                            /** @description Adjusted for all pairs by Benjamini and Hochberg: valid for independent or positively dependent tests */
                            log10BenjaminiHochbergPValue: number;
                        }[];
                        /** @description Absent when there is one block of the base only */
                        controls?: {
                            /** @description About -0.3 where the p-values mean what they say */
                            medianLog10PValue: number;
                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                            medianAgreeingFraction?: number;
                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                            areSmall: boolean;
                            /** @description Which pairs these are and what they decide, in words */
                            rule: string;
                        };
                    }[];
                    /** @description l2, cos, jsd, mode-connectivity, as far as they were asked for */
                    distances?: ({
                        statistic: "l2" | "cos";
                        /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                        value: number;
                        /** @description l2: value / norm of the base */
                        relative?: number;
                        /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                        meanTensorDistance?: number;
                        /** @description Elements of each model that were compared */
                        parameters: number;
                        tensors: number;
                        /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                        leftOut: string[];
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    } | {
                        /** @enum {string} */
                        statistic: "jsd";
                        /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                        value: number;
                        /** @description At the token where it is largest, nats */
                        largest: number;
                        /** @description Share of tokens at which both models find the same token most probable */
                        sameTop: number;
                        /** @description Tokens that were predicted */
                        tokens: number;
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    } | {
                        /** @enum {string} */
                        statistic: "mode-connectivity";
                        /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                        value: number;
                        /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                        barrier: number;
                        /** @description Mean loss of (1 - share) base + share model */
                        curve: {
                            share: number;
                            lossNats: number;
                        }[];
                        /** @description Tokens that were predicted */
                        tokens: number;
                        permutationTest?: {
                            /** @enum {boolean} */
                            testable: true;
                            /** @description T: random relabellings drawn */
                            permutations: number;
                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                            asExtreme: number;
                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                            pValue: number;
                            sided: "one" | "two";
                            /** @description What a small p-value means */
                            direction: string;
                            /** @description What the draws permute */
                            relabelled: string;
                            /** @description The null hypothesis in words */
                            null: string;
                        } | {
                            /** @enum {boolean} */
                            testable: false;
                            /** @description Why no p-value would mean anything */
                            reason: string;
                        };
                    })[];
                    /** @description qk, embedding, as far as they were asked for */
                    similarities?: ({
                        /** @enum {string} */
                        statistic: "embedding";
                        /** @description Linear CKA of the token embeddings over shared tokens, with the unbiased HSIC: 1 when one is a rotation of the other. Independent models of one tokenizer can come near 1 */
                        value: number;
                        /** @description Tokens that both vocabularies have */
                        tokens: number;
                        /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                        tokensBy: "text" | "id";
                    } | {
                        /** @enum {string} */
                        statistic: "qk";
                        /** @description Mean cosine of the scores of matched heads */
                        value: number;
                        /** @description Mean cosine of heads of one block that are not matched. Assignment takes the largest cosines, so matched heads exceed it between independent models too */
                        others: number;
                        /** @description Tokens that both vocabularies have */
                        tokens: number;
                        /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                        tokensBy: "text" | "id";
                        blocks: {
                            block: number;
                            baseBlock: number;
                            /** @description Head of the model that is matched to each head of the base; null: none */
                            matching: (number | null)[];
                            /** @description Cosine of each matched pair, by head of the base */
                            similarities: number[];
                            /** @description Mean cosine of pairs that are not matched */
                            others: number;
                        }[];
                    })[];
                    alignment?: {
                        /** @description How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none */
                        align: "none" | "units" | "residual" | "both" | "procrustes";
                        residual: ({
                            /** @enum {string} */
                            kind: "permutation";
                            coordinates: number;
                            /** @description Coordinates that stood elsewhere */
                            moved: number;
                            /** @description Mean cosine of matched coordinates of the token embeddings */
                            cosine: number;
                            tieGap: number;
                        } | {
                            /** @enum {string} */
                            kind: "rotation";
                            coordinates: number;
                            /** @description Trace of the rotation / coordinates: 1 where nothing is rotated */
                            trace: number;
                        }) | null;
                        units: {
                            block: number;
                            baseBlock: number;
                            units: number;
                            /** @description Hidden units that stood elsewhere */
                            moved: number;
                            tieGap: number;
                        }[];
                        stages: {
                            /** @description What is aligned by now; results before any alignment are those of the trace */
                            after: "residual" | "units";
                            /** @description csu and csh after the stream alone is aligned: exact, since that looks at token embeddings and never at the order of hidden units. They take no part in the verdict of the trace */
                            statistics: {
                                /** @description csu, csh, match */
                                statistic: string;
                                /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                log10PValue: number;
                                pValue: number | "<1e-300";
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis in words */
                                null: string;
                                /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                validity: "exact" | "empirical";
                                /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                calibration?: {
                                    /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                    rejectionRate: number;
                                    /** @description How many pairs of blocks that share is of */
                                    blockPairs: number;
                                    /** @description Where the null distribution stands, in the repository */
                                    source: string;
                                } | null;
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description Sum of K over blocks / sum of m: the effect size */
                                agreeingFraction: number;
                                /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                attempts?: number;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description There when the models have different numbers of blocks and no pairs were named */
                                search?: {
                                    /** @description Blocks of the model that took part */
                                    blocks: number;
                                    baseBlocks: number;
                                    /** @description Of the number of pairings: what the search costs */
                                    log10Pairings: number;
                                    /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                    rule: string;
                                };
                                /** @description There when some blocks are copies of others in both models */
                                copies?: {
                                    /** @description Blocks that the combined p-value counts */
                                    counted: number;
                                    /** @description Which blocks are not counted (`copyOf`), in words */
                                    rule: string;
                                };
                                blocks: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units m that are compared */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                }[];
                                /** @description Absent when none were asked for, or when there is one block only */
                                controls?: {
                                    /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                    pairs: {
                                        /** @description Block of the model, from 0 */
                                        block: number;
                                        /** @description Block of the base it was compared with */
                                        baseBlock: number;
                                        log10PValue: number;
                                        /** @description Spearman correlation of the two rankings */
                                        rho: number;
                                        /** @description Hidden units m that are compared */
                                        units: number;
                                        /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                        agreeing: number;
                                        /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                        copyOf?: number;
                                        /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                        zeroUnits?: number;
                                        tieGap: number | null;
                                        /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                        matchings?: {
                                            /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                            first: number[];
                                            second: number[] | null;
                                        };
                                    }[];
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                                tolerant?: {
                                    /** @description f0: share of the units of each block that may agree anyhow */
                                    universalFraction: number;
                                    /** @description Fisher combination over blocks, corrected for a search as the other */
                                    log10PValue: number;
                                    /** @description Of each block, in the order of `blocks` */
                                    log10PValues: number[];
                                    /** @description The null hypothesis in words */
                                    null: string;
                                };
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            }[];
                            /** @description csu and csh after hidden units are aligned: likeness only */
                            agreement: {
                                statistic: "csu" | "csh";
                                /** @description Share of units that are matched to the unit at their place */
                                agreeingFraction: number;
                                /** @description Why there is none */
                                noPValue: string;
                            }[];
                            distances: ({
                                statistic: "l2" | "cos";
                                /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                value: number;
                                /** @description l2: value / norm of the base */
                                relative?: number;
                                /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                meanTensorDistance?: number;
                                /** @description Elements of each model that were compared */
                                parameters: number;
                                tensors: number;
                                /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                leftOut: string[];
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "jsd";
                                /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                value: number;
                                /** @description At the token where it is largest, nats */
                                largest: number;
                                /** @description Share of tokens at which both models find the same token most probable */
                                sameTop: number;
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "mode-connectivity";
                                /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                value: number;
                                /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                barrier: number;
                                /** @description Mean loss of (1 - share) base + share model */
                                curve: {
                                    share: number;
                                    lossNats: number;
                                }[];
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            })[];
                        }[];
                    };
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        base: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        /** @description Seed of the random token ids and of the order in which ties are broken */
                        seed: number;
                        /** @description What was chosen, defaults written out */
                        choices?: {
                            /** @description Negative controls of csu, csh and match, at most */
                            controls: number;
                            /** @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code) */
                            matchMetric: "cosine" | "l2";
                            /** @description Form of match that was named; null: none, so phi_2V or phi_MATCH */
                            matchVariant: ("phi_2V" | "phi_2V-perm" | "both") | null;
                            /** @description Pairs [base block, block of the model] that were named; null: all in order, or searched for */
                            blocks: number[][] | null;
                            /** @description That was named; null: none, so -6 */
                            thresholdLog10P: number | null;
                        };
                        vocabulary: ("identical-tokenizer" | "same-tokens" | "size-only" | "token-file" | "shared-tokens" | "text") | null;
                        activations: {
                            /** @description uniform: seeded random token ids; tokens: a file; text */
                            source: string;
                            seed: number | null;
                            sequences: number;
                            tokens: number;
                            /** @description SHA-256 of the token ids of the model as little-endian int32 */
                            sha256: string;
                            /** @description The same of the base, where its ids are others */
                            baseSha256?: string;
                            /** @description Tokens of equal text, from which random ones were drawn */
                            sharedTokens?: number;
                            /** @description Of the text in UTF-8 */
                            textSha256?: string;
                            /** @description Positions that are compared: those where both tokenizations end at the same character. They are chosen by the text and the tokenizers alone, so the null hypotheses stay as they are: given the input, units are exchangeable */
                            positions?: number;
                        } | null;
                        /** @description Token ids whose prediction jsd and mode-connectivity look at */
                        outputs?: {
                            /** @description passage: the fixed passage; tokens: a file */
                            source: string;
                            sequences: number;
                            tokens: number;
                            /** @description SHA-256 of the token ids as little-endian int32 */
                            sha256: string;
                        };
                    };
                };
                scan?: {
                    model: string;
                    commit: string | null;
                    verdictRule: string;
                    /** @description The null hypothesis of each test in words */
                    null: string;
                    /** @description What the p-values are corrected for */
                    correction: string;
                    /** @description Bases that were tested: as many as there are candidates */
                    tested: number;
                    /** @description Strongest evidence first; equal evidence by meanCosine */
                    candidates: {
                        base: string;
                        commit: string | null;
                        architecture: string;
                        verdict: "derived" | "independent" | "inconclusive";
                        /** @description csu on signatures, all blocks of them combined; not corrected */
                        log10PValue: number;
                        /** @description Corrected for all bases tested, by Holm: what the verdict goes by */
                        log10PHolm: number;
                        /** @description Corrected by Benjamini and Hochberg */
                        log10PBenjaminiHochberg: number;
                        /** @description fisher: models of equal depth, each block of the signature against the same block. bonferroni: of unequal depth, each block of the signature against every block of the model, the smallest p-value times the number of pairs */
                        combined: "fisher" | "bonferroni";
                        /** @description Pairs of blocks that were tested */
                        pairs: number;
                        /** @description Share of units that matched the one at their own place */
                        agreeingFraction: number;
                        /** @description Of the weights of units at the same place: how close related models are */
                        meanCosine: number;
                        blocks: {
                            /** @description Block of the model, from 0 */
                            block: number;
                            /** @description Block of the base it was compared with */
                            baseBlock: number;
                            log10PValue: number;
                            /** @description Spearman correlation of the two rankings */
                            rho: number;
                            /** @description Hidden units m that are compared */
                            units: number;
                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                            agreeing: number;
                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                            copyOf?: number;
                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                            zeroUnits?: number;
                            tieGap: number | null;
                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                            matchings?: {
                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                first: number[];
                                second: number[] | null;
                            };
                        }[];
                        /** @description Of the file of the signature */
                        signatureSha256: string;
                        trace: {
                            model: string;
                            commit: string | null;
                            base: string;
                            baseCommit: string | null;
                            /** @description derived: one descends from the other, both from a third, or both were initialised alike (same seed or recipe); independent: no evidence of that was found; inconclusive: nothing could be decided; null: nothing was tested that gives a verdict, only distances or similarities */
                            verdict: ("derived" | "independent" | "inconclusive") | null;
                            /** @description How the verdict follows from those of the statistics */
                            verdictRule: string;
                            statistics: {
                                /** @description csu, csh, match */
                                statistic: string;
                                /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                log10PValue: number;
                                pValue: number | "<1e-300";
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis in words */
                                null: string;
                                /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                validity: "exact" | "empirical";
                                /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                calibration?: {
                                    /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                    rejectionRate: number;
                                    /** @description How many pairs of blocks that share is of */
                                    blockPairs: number;
                                    /** @description Where the null distribution stands, in the repository */
                                    source: string;
                                } | null;
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description Sum of K over blocks / sum of m: the effect size */
                                agreeingFraction: number;
                                /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                attempts?: number;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description There when the models have different numbers of blocks and no pairs were named */
                                search?: {
                                    /** @description Blocks of the model that took part */
                                    blocks: number;
                                    baseBlocks: number;
                                    /** @description Of the number of pairings: what the search costs */
                                    log10Pairings: number;
                                    /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                    rule: string;
                                };
                                /** @description There when some blocks are copies of others in both models */
                                copies?: {
                                    /** @description Blocks that the combined p-value counts */
                                    counted: number;
                                    /** @description Which blocks are not counted (`copyOf`), in words */
                                    rule: string;
                                };
                                blocks: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units m that are compared */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                }[];
                                /** @description Absent when none were asked for, or when there is one block only */
                                controls?: {
                                    /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                    pairs: {
                                        /** @description Block of the model, from 0 */
                                        block: number;
                                        /** @description Block of the base it was compared with */
                                        baseBlock: number;
                                        log10PValue: number;
                                        /** @description Spearman correlation of the two rankings */
                                        rho: number;
                                        /** @description Hidden units m that are compared */
                                        units: number;
                                        /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                        agreeing: number;
                                        /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                        copyOf?: number;
                                        /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                        zeroUnits?: number;
                                        tieGap: number | null;
                                        /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                        matchings?: {
                                            /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                            first: number[];
                                            second: number[] | null;
                                        };
                                    }[];
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                                tolerant?: {
                                    /** @description f0: share of the units of each block that may agree anyhow */
                                    universalFraction: number;
                                    /** @description Fisher combination over blocks, corrected for a search as the other */
                                    log10PValue: number;
                                    /** @description Of each block, in the order of `blocks` */
                                    log10PValues: number[];
                                    /** @description The null hypothesis in words */
                                    null: string;
                                };
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            }[];
                            /** @description Statistics of all pairs of blocks, when any was asked for */
                            localised?: {
                                /** @description csu-all, match-all */
                                statistic: string;
                                /** @description The test of one pair: phi_U, phi_MATCH, phi_2V, phi_2V-perm */
                                variant: string;
                                /** @description Smallest of the Holm-adjusted p-values: of the hypothesis that no pair depends on each other */
                                log10PValue: number;
                                verdict: "derived" | "independent" | "inconclusive";
                                verdictRule: string;
                                /** @description The null hypothesis of one pair in words */
                                null: string;
                                validity: "exact" | "empirical";
                                sided: "one" | "two";
                                /** @description What a small p-value means */
                                direction: string;
                                metric: "cosine" | "l2";
                                /** @description What the adjusted p-values guard against, in words */
                                multiplicity: string;
                                /** @description How blocks with different numbers of hidden units are compared, in words */
                                widths: string;
                                /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                otherForms?: {
                                    variant: string;
                                    /** @description Times the number of forms, as that of the result */
                                    log10PValue: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                /** @description One for each block of the model, in order */
                                sources: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description The block of the base that it resembles most */
                                    baseBlock: number;
                                    /** @description Of that pair, adjusted for all pairs */
                                    log10HolmPValue: number;
                                    /** @description K / m of that pair */
                                    agreeingFraction: number;
                                    verdict: "derived" | "independent" | "inconclusive";
                                }[];
                                pairs: {
                                    /** @description Block of the model, from 0 */
                                    block: number;
                                    /** @description Block of the base it was compared with */
                                    baseBlock: number;
                                    log10PValue: number;
                                    /** @description Spearman correlation of the two rankings */
                                    rho: number;
                                    /** @description Hidden units that were matched: those of the narrower block */
                                    units: number;
                                    /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                    agreeing: number;
                                    /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                    copyOf?: number;
                                    /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                    zeroUnits?: number;
                                    tieGap: number | null;
                                    /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                    matchings?: {
                                        /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                        first: number[];
                                        second: number[] | null;
                                    };
                                    /** @description Adjusted for all pairs by Holm: valid whatever the tests depend on */
                                    log10HolmPValue: number;
                                    /** @description Adjusted for all pairs by Benjamini and Hochberg: valid for independent or positively dependent tests */
                                    log10BenjaminiHochbergPValue: number;
                                }[];
                                /** @description Absent when there is one block of the base only */
                                controls?: {
                                    /** @description About -0.3 where the p-values mean what they say */
                                    medianLog10PValue: number;
                                    /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                    medianAgreeingFraction?: number;
                                    /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                    areSmall: boolean;
                                    /** @description Which pairs these are and what they decide, in words */
                                    rule: string;
                                };
                            }[];
                            /** @description l2, cos, jsd, mode-connectivity, as far as they were asked for */
                            distances?: ({
                                statistic: "l2" | "cos";
                                /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                value: number;
                                /** @description l2: value / norm of the base */
                                relative?: number;
                                /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                meanTensorDistance?: number;
                                /** @description Elements of each model that were compared */
                                parameters: number;
                                tensors: number;
                                /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                leftOut: string[];
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "jsd";
                                /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                value: number;
                                /** @description At the token where it is largest, nats */
                                largest: number;
                                /** @description Share of tokens at which both models find the same token most probable */
                                sameTop: number;
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            } | {
                                /** @enum {string} */
                                statistic: "mode-connectivity";
                                /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                value: number;
                                /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                barrier: number;
                                /** @description Mean loss of (1 - share) base + share model */
                                curve: {
                                    share: number;
                                    lossNats: number;
                                }[];
                                /** @description Tokens that were predicted */
                                tokens: number;
                                permutationTest?: {
                                    /** @enum {boolean} */
                                    testable: true;
                                    /** @description T: random relabellings drawn */
                                    permutations: number;
                                    /** @description k: draws at least as extreme as the two models themselves, ties included */
                                    asExtreme: number;
                                    /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                    pValue: number;
                                    sided: "one" | "two";
                                    /** @description What a small p-value means */
                                    direction: string;
                                    /** @description What the draws permute */
                                    relabelled: string;
                                    /** @description The null hypothesis in words */
                                    null: string;
                                } | {
                                    /** @enum {boolean} */
                                    testable: false;
                                    /** @description Why no p-value would mean anything */
                                    reason: string;
                                };
                            })[];
                            /** @description qk, embedding, as far as they were asked for */
                            similarities?: ({
                                /** @enum {string} */
                                statistic: "embedding";
                                /** @description Linear CKA of the token embeddings over shared tokens, with the unbiased HSIC: 1 when one is a rotation of the other. Independent models of one tokenizer can come near 1 */
                                value: number;
                                /** @description Tokens that both vocabularies have */
                                tokens: number;
                                /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                                tokensBy: "text" | "id";
                            } | {
                                /** @enum {string} */
                                statistic: "qk";
                                /** @description Mean cosine of the scores of matched heads */
                                value: number;
                                /** @description Mean cosine of heads of one block that are not matched. Assignment takes the largest cosines, so matched heads exceed it between independent models too */
                                others: number;
                                /** @description Tokens that both vocabularies have */
                                tokens: number;
                                /** @description How they were found: by their texts in both tokenizers, or by their ids where not both have one */
                                tokensBy: "text" | "id";
                                blocks: {
                                    block: number;
                                    baseBlock: number;
                                    /** @description Head of the model that is matched to each head of the base; null: none */
                                    matching: (number | null)[];
                                    /** @description Cosine of each matched pair, by head of the base */
                                    similarities: number[];
                                    /** @description Mean cosine of pairs that are not matched */
                                    others: number;
                                }[];
                            })[];
                            alignment?: {
                                /** @description How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none */
                                align: "none" | "units" | "residual" | "both" | "procrustes";
                                residual: ({
                                    /** @enum {string} */
                                    kind: "permutation";
                                    coordinates: number;
                                    /** @description Coordinates that stood elsewhere */
                                    moved: number;
                                    /** @description Mean cosine of matched coordinates of the token embeddings */
                                    cosine: number;
                                    tieGap: number;
                                } | {
                                    /** @enum {string} */
                                    kind: "rotation";
                                    coordinates: number;
                                    /** @description Trace of the rotation / coordinates: 1 where nothing is rotated */
                                    trace: number;
                                }) | null;
                                units: {
                                    block: number;
                                    baseBlock: number;
                                    units: number;
                                    /** @description Hidden units that stood elsewhere */
                                    moved: number;
                                    tieGap: number;
                                }[];
                                stages: {
                                    /** @description What is aligned by now; results before any alignment are those of the trace */
                                    after: "residual" | "units";
                                    /** @description csu and csh after the stream alone is aligned: exact, since that looks at token embeddings and never at the order of hidden units. They take no part in the verdict of the trace */
                                    statistics: {
                                        /** @description csu, csh, match */
                                        statistic: string;
                                        /** @description Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm */
                                        variant: string;
                                        /** @description Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite */
                                        log10PValue: number;
                                        pValue: number | "<1e-300";
                                        verdict: "derived" | "independent" | "inconclusive";
                                        verdictRule: string;
                                        /** @description The null hypothesis in words */
                                        null: string;
                                        /** @description exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only */
                                        validity: "exact" | "empirical";
                                        /** @description What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default */
                                        calibration?: {
                                            /** @description Share of independent pairs of blocks whose p-value was below 0.001 */
                                            rejectionRate: number;
                                            /** @description How many pairs of blocks that share is of */
                                            blockPairs: number;
                                            /** @description Where the null distribution stands, in the repository */
                                            source: string;
                                        } | null;
                                        sided: "one" | "two";
                                        /** @description What a small p-value means */
                                        direction: string;
                                        metric: "cosine" | "l2";
                                        /** @description Sum of K over blocks / sum of m: the effect size */
                                        agreeingFraction: number;
                                        /** @description Forms of the statistic that were asked for, when several: the p-value is multiplied by their number */
                                        attempts?: number;
                                        /** @description Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide */
                                        otherForms?: {
                                            variant: string;
                                            /** @description Times the number of forms, as that of the result */
                                            log10PValue: number;
                                            verdict: "derived" | "independent" | "inconclusive";
                                        }[];
                                        /** @description There when the models have different numbers of blocks and no pairs were named */
                                        search?: {
                                            /** @description Blocks of the model that took part */
                                            blocks: number;
                                            baseBlocks: number;
                                            /** @description Of the number of pairings: what the search costs */
                                            log10Pairings: number;
                                            /** @description How pairs were chosen and how the p-value accounts for that, in words */
                                            rule: string;
                                        };
                                        /** @description There when some blocks are copies of others in both models */
                                        copies?: {
                                            /** @description Blocks that the combined p-value counts */
                                            counted: number;
                                            /** @description Which blocks are not counted (`copyOf`), in words */
                                            rule: string;
                                        };
                                        blocks: {
                                            /** @description Block of the model, from 0 */
                                            block: number;
                                            /** @description Block of the base it was compared with */
                                            baseBlock: number;
                                            log10PValue: number;
                                            /** @description Spearman correlation of the two rankings */
                                            rho: number;
                                            /** @description Hidden units m that are compared */
                                            units: number;
                                            /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                            agreeing: number;
                                            /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                            copyOf?: number;
                                            /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                            zeroUnits?: number;
                                            tieGap: number | null;
                                            /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                            matchings?: {
                                                /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                                first: number[];
                                                second: number[] | null;
                                            };
                                        }[];
                                        /** @description Absent when none were asked for, or when there is one block only */
                                        controls?: {
                                            /** @description Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block */
                                            pairs: {
                                                /** @description Block of the model, from 0 */
                                                block: number;
                                                /** @description Block of the base it was compared with */
                                                baseBlock: number;
                                                log10PValue: number;
                                                /** @description Spearman correlation of the two rankings */
                                                rho: number;
                                                /** @description Hidden units m that are compared */
                                                units: number;
                                                /** @description K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block) */
                                                agreeing: number;
                                                /** @description Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted */
                                                copyOf?: number;
                                                /** @description Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none */
                                                zeroUnits?: number;
                                                tieGap: number | null;
                                                /** @description There when it was asked for, for the first blocks up to 100000 units in all */
                                                matchings?: {
                                                    /** @description For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights) */
                                                    first: number[];
                                                    second: number[] | null;
                                                };
                                            }[];
                                            /** @description About -0.3 where the p-values mean what they say */
                                            medianLog10PValue: number;
                                            /** @description Agreeing of the units drawn, about 1 / units where blocks are unrelated */
                                            medianAgreeingFraction?: number;
                                            /** @description At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived */
                                            areSmall: boolean;
                                            /** @description Which pairs these are and what they decide, in words */
                                            rule: string;
                                        };
                                        tolerant?: {
                                            /** @description f0: share of the units of each block that may agree anyhow */
                                            universalFraction: number;
                                            /** @description Fisher combination over blocks, corrected for a search as the other */
                                            log10PValue: number;
                                            /** @description Of each block, in the order of `blocks` */
                                            log10PValues: number[];
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        };
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    }[];
                                    /** @description csu and csh after hidden units are aligned: likeness only */
                                    agreement: {
                                        statistic: "csu" | "csh";
                                        /** @description Share of units that are matched to the unit at their place */
                                        agreeingFraction: number;
                                        /** @description Why there is none */
                                        noPValue: string;
                                    }[];
                                    distances: ({
                                        statistic: "l2" | "cos";
                                        /** @description l2: Euclidean distance of the parameter vectors; cos: their cosine */
                                        value: number;
                                        /** @description l2: value / norm of the base */
                                        relative?: number;
                                        /** @description l2: mean over tensors of their Euclidean distances, as the reference code computes it */
                                        meanTensorDistance?: number;
                                        /** @description Elements of each model that were compared */
                                        parameters: number;
                                        tensors: number;
                                        /** @description Matrices of the vocabulary that were not compared: the models have different numbers of tokens */
                                        leftOut: string[];
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    } | {
                                        /** @enum {string} */
                                        statistic: "jsd";
                                        /** @description Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2 */
                                        value: number;
                                        /** @description At the token where it is largest, nats */
                                        largest: number;
                                        /** @description Share of tokens at which both models find the same token most probable */
                                        sameTop: number;
                                        /** @description Tokens that were predicted */
                                        tokens: number;
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    } | {
                                        /** @enum {string} */
                                        statistic: "mode-connectivity";
                                        /** @description Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about */
                                        value: number;
                                        /** @description Largest excess of the loss over the line between the losses of both ends, nats per token */
                                        barrier: number;
                                        /** @description Mean loss of (1 - share) base + share model */
                                        curve: {
                                            share: number;
                                            lossNats: number;
                                        }[];
                                        /** @description Tokens that were predicted */
                                        tokens: number;
                                        permutationTest?: {
                                            /** @enum {boolean} */
                                            testable: true;
                                            /** @description T: random relabellings drawn */
                                            permutations: number;
                                            /** @description k: draws at least as extreme as the two models themselves, ties included */
                                            asExtreme: number;
                                            /** @description (1 + k) / (T + 1): never below 1 / (T + 1) */
                                            pValue: number;
                                            sided: "one" | "two";
                                            /** @description What a small p-value means */
                                            direction: string;
                                            /** @description What the draws permute */
                                            relabelled: string;
                                            /** @description The null hypothesis in words */
                                            null: string;
                                        } | {
                                            /** @enum {boolean} */
                                            testable: false;
                                            /** @description Why no p-value would mean anything */
                                            reason: string;
                                        };
                                    })[];
                                }[];
                            };
                            protocol: {
                                method: string;
                                /** @description Raised whenever the same input could give another number */
                                methodVersion: number;
                                codeCommit: string | null;
                                /** @description Library and version that multiplies the matrices */
                                engine: string;
                                /** @description Execution provider: cpu, cuda, webgpu */
                                provider: string;
                                computeDtype: string;
                                model: {
                                    /** @description Hub id or directory, as submitted */
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                    access?: "directory" | "cache" | "stream";
                                    /** @description model_type of config.json */
                                    architecture: string;
                                    /** @description Stored floating-point elements */
                                    parameters: number;
                                    /** @description Number format most weights are stored in */
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                    /** @description What the files are; absent in results of versions that knew whole models only */
                                    weightType?: "original" | "adapter" | "delta";
                                    license?: string | null;
                                    /** @description The model that an adapter or delta was put over */
                                    weightsBase?: {
                                        id: string;
                                        revision: string | null;
                                        commit: string | null;
                                        dtype: string;
                                        /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                        files: {
                                            [key: string]: {
                                                sizeBytes: number;
                                                sha256: string | null;
                                            };
                                        };
                                    };
                                };
                                base: {
                                    /** @description Hub id or directory, as submitted */
                                    id: string;
                                    revision: string | null;
                                    commit: string | null;
                                    /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                                    access?: "directory" | "cache" | "stream";
                                    /** @description model_type of config.json */
                                    architecture: string;
                                    /** @description Stored floating-point elements */
                                    parameters: number;
                                    /** @description Number format most weights are stored in */
                                    dtype: string;
                                    /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                    files: {
                                        [key: string]: {
                                            sizeBytes: number;
                                            sha256: string | null;
                                        };
                                    };
                                    /** @description What the files are; absent in results of versions that knew whole models only */
                                    weightType?: "original" | "adapter" | "delta";
                                    license?: string | null;
                                    /** @description The model that an adapter or delta was put over */
                                    weightsBase?: {
                                        id: string;
                                        revision: string | null;
                                        commit: string | null;
                                        dtype: string;
                                        /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                        files: {
                                            [key: string]: {
                                                sizeBytes: number;
                                                sha256: string | null;
                                            };
                                        };
                                    };
                                };
                                /** @description Seed of the random token ids and of the order in which ties are broken */
                                seed: number;
                                /** @description What was chosen, defaults written out */
                                choices?: {
                                    /** @description Negative controls of csu, csh and match, at most */
                                    controls: number;
                                    /** @description Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code) */
                                    matchMetric: "cosine" | "l2";
                                    /** @description Form of match that was named; null: none, so phi_2V or phi_MATCH */
                                    matchVariant: ("phi_2V" | "phi_2V-perm" | "both") | null;
                                    /** @description Pairs [base block, block of the model] that were named; null: all in order, or searched for */
                                    blocks: number[][] | null;
                                    /** @description That was named; null: none, so -6 */
                                    thresholdLog10P: number | null;
                                };
                                vocabulary: ("identical-tokenizer" | "same-tokens" | "size-only" | "token-file" | "shared-tokens" | "text") | null;
                                activations: {
                                    /** @description uniform: seeded random token ids; tokens: a file; text */
                                    source: string;
                                    seed: number | null;
                                    sequences: number;
                                    tokens: number;
                                    /** @description SHA-256 of the token ids of the model as little-endian int32 */
                                    sha256: string;
                                    /** @description The same of the base, where its ids are others */
                                    baseSha256?: string;
                                    /** @description Tokens of equal text, from which random ones were drawn */
                                    sharedTokens?: number;
                                    /** @description Of the text in UTF-8 */
                                    textSha256?: string;
                                    /** @description Positions that are compared: those where both tokenizations end at the same character. They are chosen by the text and the tokenizers alone, so the null hypotheses stay as they are: given the input, units are exchangeable */
                                    positions?: number;
                                } | null;
                                /** @description Token ids whose prediction jsd and mode-connectivity look at */
                                outputs?: {
                                    /** @description passage: the fixed passage; tokens: a file */
                                    source: string;
                                    sequences: number;
                                    tokens: number;
                                    /** @description SHA-256 of the token ids as little-endian int32 */
                                    sha256: string;
                                };
                            };
                        } | null;
                        /** @description log10 p of each statistic of the trace, corrected for all bases tested by Bonferroni: valid however those that are traced were chosen */
                        traceLog10PBonferroni: {
                            [key: string]: number;
                        };
                        /** @description Of the trace by its corrected p-values: that of a statistic which says derived only by the p-value that is not corrected is inconclusive. null: not traced */
                        traceVerdict?: ("derived" | "independent" | "inconclusive") | null;
                        traceError: {
                            code: string;
                            detail: string;
                        } | null;
                    }[];
                    /** @description Bases that could not be tested, for their shape or because they are the model itself: these are no tests */
                    excluded: {
                        base: string;
                        commit: string | null;
                        reason: string;
                    }[];
                    /** @description Bases that could not be read */
                    failed: {
                        base: string;
                        code: string;
                        detail: string;
                    }[];
                    protocol: {
                        method: string;
                        /** @description Raised whenever the same input could give another number */
                        methodVersion: number;
                        codeCommit: string | null;
                        /** @description Library and version that multiplies the matrices */
                        engine: string;
                        /** @description Execution provider: cpu, cuda, webgpu */
                        provider: string;
                        computeDtype: string;
                        model: {
                            /** @description Hub id or directory, as submitted */
                            id: string;
                            revision: string | null;
                            commit: string | null;
                            /** @description How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there */
                            access?: "directory" | "cache" | "stream";
                            /** @description model_type of config.json */
                            architecture: string;
                            /** @description Stored floating-point elements */
                            parameters: number;
                            /** @description Number format most weights are stored in */
                            dtype: string;
                            /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                            files: {
                                [key: string]: {
                                    sizeBytes: number;
                                    sha256: string | null;
                                };
                            };
                            /** @description What the files are; absent in results of versions that knew whole models only */
                            weightType?: "original" | "adapter" | "delta";
                            license?: string | null;
                            /** @description The model that an adapter or delta was put over */
                            weightsBase?: {
                                id: string;
                                revision: string | null;
                                commit: string | null;
                                dtype: string;
                                /** @description Config, tokenizer and weight files that were read. SHA-256 of the whole file where known */
                                files: {
                                    [key: string]: {
                                        sizeBytes: number;
                                        sha256: string | null;
                                    };
                                };
                            };
                        };
                        /** @description Seed of the order in which ties are broken */
                        seed: number;
                        signature: {
                            version: number;
                            /** @description Units of each block at most */
                            units: number;
                            /** @description Random directions that their weights are projected on at most */
                            width: number;
                            dtype: string;
                        };
                        /** @description Which candidates are traced in full */
                        passing: string;
                    };
                };
            } | null;
        };
        /** EvaluationChange */
        EvaluationChange: {
            /** @description Larger runs first, equal ones in order */
            priority: number;
        };
        /** QueueOverview */
        QueueOverview: {
            /** @description Workers take nothing; what they are at goes on */
            paused: boolean;
            /** @description In the database, which is the truth */
            evaluations: {
                /** @description Evaluations that wait */
                queued: number;
                /** @description Evaluations that workers are at */
                running: number;
            };
            /** @description In the queue; what is missing here is queued again by the next sweep */
            jobs: {
                /** @description Jobs that a worker may take */
                waiting: number;
                /** @description Jobs that wait for their next try */
                delayed: number;
                /** @description Jobs that a worker has */
                active: number;
            };
        };
        /** DrainedQueue */
        DrainedQueue: {
            /** @description Evaluations that were canceled */
            canceled: number;
            /** @description false: there are more than can be canceled in one request; ask again */
            complete: boolean;
        };
        /** WebhookWithSecret */
        WebhookWithSecret: {
            /** Format: uuid */
            id: string;
            /** @description The evaluation it came with; null: it is told of all that its key submits */
            evaluationId: string | null;
            url: string;
            /** @description null: those that end an evaluation */
            events: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[] | null;
            /** @description It answered 410 and is told nothing any more */
            disabled: boolean;
            /** Format: date-time */
            createdAt: string;
            /** @description What messages are signed with. Not shown again */
            secret: string;
        };
        /** Webhook */
        Webhook: {
            /** Format: uuid */
            id: string;
            /** @description The evaluation it came with; null: it is told of all that its key submits */
            evaluationId: string | null;
            url: string;
            /** @description null: those that end an evaluation */
            events: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[] | null;
            /** @description It answered 410 and is told nothing any more */
            disabled: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        /** WebhookDelivery */
        WebhookDelivery: {
            /**
             * Format: uuid
             * @description The header `webhook-id`, the same at every try
             */
            id: string;
            event: "evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired";
            payload: {
                [key: string]: unknown;
            };
            status: "pending" | "delivered" | "failed";
            /** @description Since it was made or replayed */
            tries: number;
            nextTryAt: string | null;
            /** @description The last 30 tries */
            log: {
                /** Format: date-time */
                at: string;
                durationMs: number;
                /** @description HTTP status of the answer; null: there was none */
                status: number | null;
                error: string | null;
            }[];
            /** Format: date-time */
            createdAt: string;
            deliveredAt: string | null;
        };
        /** LeaderboardEntry */
        LeaderboardEntry: {
            model: string;
            commit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta was put over */
            weightsBase: string | null;
            metrics: {
                /** @description Perplexity; null: not measured */
                perplexity: {
                    /** @description As the column says: a number, or the decimal logarithm of a p-value */
                    value: number;
                    /** @description For people: `29.37`, `10^-23.4`; a p-value never reads as 0 */
                    display: string;
                } | null;
                /** @description Match P-Value; null: not measured */
                trace: {
                    /** @description As the column says: a number, or the decimal logarithm of a p-value */
                    value: number;
                    /** @description For people: `29.37`, `10^-23.4`; a p-value never reads as 0 */
                    display: string;
                } | null;
            };
            base: string | null;
            /** @description Commit of the base; null: a directory, or no base */
            baseCommit: string | null;
            verdict: ("derived" | "independent" | "inconclusive") | null;
            bitsPerByte: number | null;
            architecture: string | null;
            parameters: number | null;
            dtype: string | null;
            /** @description As the model card stated it when the model was evaluated; null: not stated, or not looked at */
            license: string | null;
            /** Format: date-time */
            submittedAt: string;
            /** Format: date-time */
            finishedAt: string;
            /** Format: uuid */
            evaluationId: string;
            /**
             * Format: uri-reference
             * @description Path of the evaluation with the whole protocol
             */
            url: string;
        };
        /** LeaderboardPage */
        LeaderboardPage: {
            items: components["schemas"]["LeaderboardEntry"][];
            /** @description null on the last page */
            nextCursor: string | null;
        };
        /** LineageNode */
        LineageNode: {
            /** @description Of this node in this answer: model, commit and what its weights were put over */
            id: string;
            model: string;
            /** @description null: a directory */
            commit: string | null;
            /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
            weightType: "original" | "adapter" | "delta";
            /** @description Model that an adapter or delta says it belongs over: a claim, no evidence */
            weightsBase: string | null;
            architecture: string | null;
            parameters: number | null;
            /** @description null: not measured */
            perplexity: number | null;
        };
        /** LineageEdge */
        LineageEdge: {
            /** @description `id` of a node: the one submitted as the model */
            model: string;
            /** @description `id` of a node: the one submitted as the base, which is no evidence that it is one */
            base: string;
            /** @description What found it: a trace of these two, or a scan of the model against many bases */
            task: "trace" | "scan";
            verdict: "derived" | "independent" | "inconclusive";
            statistics: {
                statistic: string;
                variant: string;
                log10PValue: number | null;
                /** @description exact or empirical, see the result */
                validity: string;
                /** @description null: of csu-all and match-all, which have one for each block */
                agreeingFraction: number | null;
                /** @description null: not decided by the corrected p-value */
                verdict: string | null;
                /** @description Bases that the p-value is corrected for: csu by Holm, statistics of a trace by Bonferroni; null: not corrected for the number of pairs tested */
                correctedFor: number | null;
            }[];
            /** @description Which of the two came first. Every statistic here is symmetric in the two models, and neither their roles in the request nor a model card is evidence: undecided unless a result holds evidence of direction, which so far none does */
            direction: "undecided" | "model-from-base" | "base-from-model";
            /** Format: uuid */
            evaluationId: string;
            /**
             * Format: uri-reference
             * @description Path of the evaluation with the whole protocol
             */
            url: string;
        };
        /** LineageGraph */
        LineageGraph: {
            /** @description The ends of the edges of this page */
            nodes: components["schemas"]["LineageNode"][];
            /** @description Newest first */
            edges: components["schemas"]["LineageEdge"][];
            /** @description null on the last page */
            nextCursor: string | null;
        };
        /** Task */
        Task: {
            id: "perplexity" | "trace";
            benchmark: string;
            /** @description The number of the result that the leaderboard shows */
            metric: string;
            /** @description Heading of the leaderboard's column */
            column: string;
            /** @description log10: a p-value carried as its decimal logarithm */
            format: "number" | "log10";
            lowerIsBetter: boolean;
            description: string;
            /** @description What `statistics` of a request may name for this task */
            statistics: ("csu" | "csh" | "match" | "csu-all" | "match-all" | "l2" | "cos" | "jsd" | "mode-connectivity" | "qk" | "embedding")[];
        };
        /** TaskList */
        TaskList: {
            items: components["schemas"]["Task"][];
        };
        /** Corpus */
        Corpus: {
            /** @description What `perplexity.corpus` of a request may name */
            id: string;
            /** @description text: one document; jsonl: one in each line */
            format: "text" | "jsonl";
            /** @description Field of each line that holds the text; null for text */
            field: string | null;
            /** @description Of the file; another one is refused */
            sha256: string;
            /** @description Of the file; null when it is not there */
            sizeBytes: number | null;
            description: string | null;
        };
        /** CorpusList */
        CorpusList: {
            items: components["schemas"]["Corpus"][];
        };
        /** ErrorCode */
        ErrorCode: {
            code: string;
            title: string;
            /** @description HTTP status, where a response reports it */
            status: number;
            /** @description Whether the same request can succeed later */
            retryable: boolean;
            /** Format: uri-reference */
            type: string;
        };
        /** ErrorCodeList */
        ErrorCodeList: {
            items: components["schemas"]["ErrorCode"][];
        };
        /** Health */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /** PageConfig */
        PageConfig: {
            /** @description Heading of the leaderboard */
            title: string;
            /** @description Markdown: what the leaderboard shows, above it */
            introduction: string;
            /** @description Markdown: the page About */
            about: string;
            /** @description Markdown: what to know before submitting, beside the form */
            submissionNotes: string;
            /** @description Says what the button copies */
            citationLabel: string;
            /** @description What is copied; empty: BibTeX of the title and address of the page */
            citationText: string;
            /** @description Columns of the leaderboard that are shown at first */
            columns: ("model" | "perplexity" | "trace" | "verdict" | "base" | "bitsPerByte" | "architecture" | "parameters" | "dtype" | "license" | "weightType" | "submittedAt" | "commit" | "baseCommit")[];
            /** @description Model that submissions are traced against */
            defaultBase: string;
            /** @description Names of models link there; empty: no links. Nothing is loaded from it */
            hubUrl: string;
            /** @description Whether requests need a key, so that the page asks for one */
            keysRequired: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listBases: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that the client has; 304 when the answer would be one of them */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by model */
            200: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseList"];
                };
            };
            /** @description What the client has is what it would get */
            304: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addBase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBase"];
            };
        };
        responses: {
            /** @description It was there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Base"];
                };
            };
            /** @description The base */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Base"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeBase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportEvaluations: {
        parameters: {
            query?: {
                /** @description Wins over the header Accept; default jsonl */
                format?: "csv" | "jsonl";
                status?: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
                /** @description Exactly this model id */
                model?: string;
                /** @description Exactly this id of the model traced against */
                base?: string;
                task?: "perplexity" | "trace" | "scan";
                /** @description Id of the key it was submitted with, or `me` for the key of this request */
                submitter?: string;
                /** @description Submitted at this time or later */
                submittedAfter?: string;
                /** @description Submitted before this time */
                submittedBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every evaluation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvaluations: {
        parameters: {
            query?: {
                status?: "queued" | "running" | "succeeded" | "failed" | "canceled" | "expired";
                /** @description Exactly this model id */
                model?: string;
                /** @description Exactly this id of the model traced against */
                base?: string;
                task?: "perplexity" | "trace" | "scan";
                /** @description Id of the key it was submitted with, or `me` for the key of this request */
                submitter?: string;
                /** @description Submitted at this time or later */
                submittedAfter?: string;
                /** @description Submitted before this time */
                submittedBefore?: string;
                /** @description `nextCursor` of the page before, together with the same filters and order */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
            };
            header?: {
                /** @description ETags that the client has; 304 when the answer would be one of them */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description Next page, RFC 8288 */
                    link?: string;
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationPage"];
                };
            };
            /** @description What the client has is what it would get */
            304: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitEvaluation: {
        parameters: {
            query?: {
                /** @description Only answer with all checks and an estimate of the cost; nothing is stored. Default false */
                dryRun?: boolean;
            };
            header?: {
                /** @description `wait=n` (RFC 7240): answer when the evaluation has ended, or after n seconds, at most 60 */
                prefer?: string;
                /** @description Time it may take, `90s`, `10m` or `2h`, from now, at most 720h: not finished by then it is `expired` */
                "cancel-after"?: string;
                /** @description Chosen by the client. For 24 hours the same key and body get the same answer, with `Idempotency-Replayed: true`, and nothing is done twice */
                "idempotency-key"?: string;
                /** @description Token of the Hub for private or gated models, used for this request in place of the operator’s. Kept encrypted, and deleted when the evaluation ends */
                "x-hub-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationRequest"];
            };
        };
        responses: {
            /** @description Answered from a result, or ended within the time that `Prefer: wait` gives; of a dry run, what a submission would be told */
            200: {
                headers: {
                    /** @description Path of the evaluation */
                    location?: string;
                    /** @description `wait=n`, the seconds it may have waited */
                    "preference-applied"?: string;
                    /** @description The answer of the first request with this Idempotency-Key */
                    "idempotency-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedEvaluation"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Path of the evaluation */
                    location?: string;
                    /** @description `wait=n`, the seconds it may have waited */
                    "preference-applied"?: string;
                    /** @description The answer of the first request with this Idempotency-Key */
                    "idempotency-replayed"?: "true";
                    /** @description Seconds to wait before asking again */
                    "retry-after"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedEvaluation"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitScan: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=n` (RFC 7240): answer when the evaluation has ended, or after n seconds, at most 60 */
                prefer?: string;
                /** @description Time it may take, `90s`, `10m` or `2h`, from now, at most 720h: not finished by then it is `expired` */
                "cancel-after"?: string;
                /** @description Chosen by the client. For 24 hours the same key and body get the same answer, with `Idempotency-Replayed: true`, and nothing is done twice */
                "idempotency-key"?: string;
                /** @description Token of the Hub for private or gated models, used for this request in place of the operator’s. Kept encrypted, and deleted when the evaluation ends */
                "x-hub-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScanRequest"];
            };
        };
        responses: {
            /** @description Answered from a result, or ended within the time that `Prefer: wait` gives */
            200: {
                headers: {
                    /** @description Path of the evaluation */
                    location?: string;
                    /** @description `wait=n`, the seconds it may have waited */
                    "preference-applied"?: string;
                    /** @description The answer of the first request with this Idempotency-Key */
                    "idempotency-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedEvaluation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Path of the evaluation */
                    location?: string;
                    /** @description `wait=n`, the seconds it may have waited */
                    "preference-applied"?: string;
                    /** @description The answer of the first request with this Idempotency-Key */
                    "idempotency-replayed"?: "true";
                    /** @description Seconds to wait before asking again */
                    "retry-after"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedEvaluation"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitEvaluations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Time it may take, `90s`, `10m` or `2h`, from now, at most 720h: not finished by then it is `expired` */
                "cancel-after"?: string;
                /** @description Chosen by the client. For 24 hours the same key and body get the same answer, with `Idempotency-Replayed: true`, and nothing is done twice */
                "idempotency-key"?: string;
                /** @description Token of the Hub for private or gated models, used for this request in place of the operator’s. Kept encrypted, and deleted when the evaluation ends */
                "x-hub-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationBatch"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    /** @description The answer of the first request with this Idempotency-Key */
                    "idempotency-replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationBatchOutcomes"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvaluation: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that the client has; 304 when the answer would be one of them */
                "if-none-match"?: string;
            };
            path: {
                /** @description The UUID that the submission answered with */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evaluation */
            200: {
                headers: {
                    /** @description Present until the evaluation is finished */
                    "retry-after"?: number;
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            /** @description What the client has is what it would get */
            304: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prioritizeEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationChange"];
            };
        };
        responses: {
            /** @description The evaluation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationSummary"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The UUID that the submission answered with */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The canceled evaluation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryEvaluation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Time it may take, `90s`, `10m` or `2h`, from now, at most 720h: not finished by then it is `expired` */
                "cancel-after"?: string;
                /** @description Token of the Hub for private or gated models, used for this request in place of the operator’s. Kept encrypted, and deleted when the evaluation ends */
                "x-hub-token"?: string;
            };
            path: {
                /** @description The UUID that the submission answered with */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evaluation, queued */
            202: {
                headers: {
                    location?: string;
                    /** @description Seconds to wait before asking again */
                    "retry-after"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueOverview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueOverview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueOverview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drainQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was canceled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrainedQueue"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Only those that came with this one */
                evaluation?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most 100 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description https, and on the internet */
                    url: string;
                    /** @description `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); default one is made */
                    secret?: string;
                    /** @description Types of events that are told; default those that end an evaluation */
                    events?: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[];
                };
            };
        };
        responses: {
            /** @description The webhook, with its secret this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook with its new secret, this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, pending */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followEvaluation: {
        parameters: {
            query?: {
                /** @description As `Last-Event-ID`, for clients without headers; that wins */
                lastEventId?: string;
            };
            header?: {
                /** @description Id of the last event that arrived: the stream goes on after it */
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events until the stream ends: `id`, `event` (its type) and `data` (JSON with `type`, `timestamp` and `data`, the evaluation as it was then without its result). A comment every 15 seconds says that it lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The last event that arrived was the end: nothing will follow */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description Only events of these types; may be repeated. Default all */
                type?: ("evaluation.queued" | "evaluation.running" | "evaluation.progress" | "evaluation.requeued" | "evaluation.succeeded" | "evaluation.failed" | "evaluation.canceled" | "evaluation.expired")[];
                /** @description As `Last-Event-ID`, for clients without headers; that wins */
                lastEventId?: string;
            };
            header?: {
                /** @description Id of the last event that arrived: the stream goes on after it */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events until the stream ends: `id`, `event` (its type) and `data` (JSON with `type`, `timestamp` and `data`, the evaluation as it was then without its result). A comment every 15 seconds says that it lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLeaderboard: {
        parameters: {
            query?: {
                /** @description A task sorts by its metric; rows without a value come last */
                sort?: "perplexity" | "trace" | "model" | "parameters" | "submittedAt";
                /** @description Default asc; desc for parameters and submittedAt */
                order?: "asc" | "desc";
                /** @description Part of the model id, any case */
                search?: string;
                /** @description Exactly this model id */
                model?: string;
                /** @description model_type of config.json */
                architecture?: string;
                /** @description Number format of the weights */
                dtype?: string;
                /** @description As the model card names it */
                license?: string;
                verdict?: "derived" | "independent" | "inconclusive";
                /** @description original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base */
                weightType?: "original" | "adapter" | "delta";
                /** @description Models with so many parameters or more */
                parametersFrom?: number;
                /** @description Models with fewer parameters */
                parametersBelow?: number;
                /** @description Wins over the header Accept */
                format?: "json" | "csv" | "jsonl";
                /** @description `nextCursor` of the page before, together with the same filters and order */
                cursor?: string;
                /** @description Items per page */
                limit?: number;
            };
            header?: {
                /** @description ETags that the client has; 304 when the answer would be one of them */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or the whole table as CSV (RFC 4180) or JSON Lines */
            200: {
                headers: {
                    /** @description Next page, RFC 8288 */
                    link?: string;
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardPage"];
                    "text/csv": string;
                    "application/jsonl": string;
                };
            };
            /** @description What the client has is what it would get */
            304: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLineage: {
        parameters: {
            query?: {
                /** @description Only edges within `steps` of this model, at any of its commits */
                model?: string;
                /** @description 1: edges of `model` itself */
                steps?: number;
                /** @description Only pairs with this verdict; any: every pair that was traced. Of scans, and of traces of fewer than the default statistics, only `derived` ones are edges */
                verdict?: "derived" | "independent" | "inconclusive" | "any";
                /** @description Only edges with a statistic whose log10 p is at most this; of several statistics the smallest counts */
                maxLog10P?: number;
                /** @description Wins over the header Accept */
                format?: "json" | "dot";
                /** @description `nextCursor` of the page before, together with the same filters and order */
                cursor?: string;
                /** @description Edges per page */
                limit?: number;
            };
            header?: {
                /** @description ETags that the client has; 304 when the answer would be one of them */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of edges with the models at their ends */
            200: {
                headers: {
                    /** @description Next page, RFC 8288 */
                    link?: string;
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineageGraph"];
                    "text/vnd.graphviz": string;
                };
            };
            /** @description What the client has is what it would get */
            304: {
                headers: {
                    /** @description Changes whenever the answer does; send it in If-None-Match */
                    etag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tasks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCorpora: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All registered corpora */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CorpusList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listErrorCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorCodeList"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPageConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The defaults with what WEB_CONFIG replaces */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageConfig"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
