# The service as an ordinary user. "npm run lab -- container:check" runs these steps without Docker.

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --pack-destination /build

# Installs the package like any user.
FROM node:24-slim AS install
WORKDIR /opt/backup-manager
COPY --from=build /build/sqlite-backup-manager-*.tgz ./package.tgz
# No install scripts: some dependencies would need compilers.
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund ./package.tgz && rm package.tgz

FROM node:24-slim
COPY --from=install /opt/backup-manager /opt/backup-manager
RUN ln -s /opt/backup-manager/node_modules/.bin/backup-manager /usr/local/bin/backup-manager
# A new volume gets its owner and mode from here.
RUN mkdir -m 700 /backup && chown node:node /backup
# Docker keeps stderr as the log. On all addresses every call but /ping needs a token.
ENV NODE_ENV=production BACKUP_DIR=/backup BACKUP_LOG_FILE="" BACKUP_API_HOST=0.0.0.0
USER node
WORKDIR /backup
VOLUME /backup
EXPOSE 5001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BACKUP_API_PORT || 5001}/ping`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["backup-manager"]
CMD ["serve"]
