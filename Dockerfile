# Sluice in a container. `docker compose --profile demo up` and `--profile host up` use it: see docker-compose.yml.

FROM node:24-bookworm-slim AS build
WORKDIR /opt/sluice
COPY . .
# The same steps as outside a container: packages of the lockfile, then the page. Tools come in the next stage.
RUN node scripts/start.mjs --prepare-only

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends iptables nftables iproute2 ipset \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --no-create-home --shell /usr/sbin/nologin sluice \
  && install --directory --owner=sluice --group=sluice --mode=0700 /var/lib/sluice
WORKDIR /opt/sluice
COPY --from=build /opt/sluice /opt/sluice
ENV SLUICE_DATA=/var/lib/sluice
VOLUME /var/lib/sluice
EXPOSE 8642
# Nobody in particular. The profile `host` starts as root, because only root may read and write a host's rules; the web
# server then becomes this user before it answers.
USER sluice
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "bin/sluice", "health"]
# What `npm start` runs.
CMD ["node", "scripts/start.mjs"]
