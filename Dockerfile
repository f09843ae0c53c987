# One image for the migrations, the API and the workers; compose says which of them a container runs.
# Node runs the TypeScript as it is: workspace packages are reached over symbolic links, whose real paths lie outside
# node_modules, where Node strips types.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/core/package.json packages/core/
COPY services/api/package.json services/api/
COPY services/worker/package.json services/worker/
RUN npx -y pnpm@12 install --prod --frozen-lockfile --filter @model-trace/api... --filter @model-trace/worker... \
 && find node_modules/.pnpm/onnxruntime-node*/node_modules/onnxruntime-node/bin -mindepth 2 -maxdepth 2 \( -name darwin -o -name win32 \) -exec rm -r {} +

# The web page: its tools stay behind.
FROM ${NODE_IMAGE} AS page
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.json ./
COPY packages/client/package.json packages/client/
COPY services/web/package.json services/web/
RUN npx -y pnpm@12 install --prod --frozen-lockfile --filter @model-trace/web...
COPY packages/client packages/client
COPY services/web services/web
RUN node services/web/tools/build-page.ts /page

FROM ${NODE_IMAGE}
WORKDIR /app
COPY --from=dependencies /app ./
COPY migrations migrations
COPY packages/core/src packages/core/src
COPY services/api/src services/api/src
COPY services/worker/src services/worker/src
COPY --from=page /page page
# The download cache and the checkpoints are volumes; new ones take over owner and mode of these directories.
RUN mkdir -p /cache /checkpoints && chown node:node /cache /checkpoints
ARG CODE_COMMIT=
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 CACHE_DIR=/cache MODEL_ROOTS=/app/examples/models WEB_DIR=/app/page CODE_COMMIT=${CODE_COMMIT}
USER node
EXPOSE 8080
CMD ["node", "services/api/src/main.ts"]
