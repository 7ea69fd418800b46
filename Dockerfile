# One image, two stages. BASE may be any Debian with or without Python, of 3.11 or later.
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
RUN python3 -c 'import ensurepip' 2>/dev/null || { apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*; }
WORKDIR /src
COPY requirements-image.lock ./
RUN python3 -m venv /opt/wirebell \
  && /opt/wirebell/bin/pip install --no-cache-dir --require-hashes -r requirements-image.lock
# Wirebell is plain Python: laid beside its packages, so that building it fetches nothing unlocked.
COPY bot ./bot
RUN lib=$(/opt/wirebell/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
  && cp -r bot "$lib/bot" \
  && printf '#!/opt/wirebell/bin/python\nfrom bot.cli import main\n\nmain()\n' > /opt/wirebell/bin/wirebell \
  && chmod 0755 /opt/wirebell/bin/wirebell \
  && /opt/wirebell/bin/pip uninstall --quiet --yes setuptools pip \
  && /opt/wirebell/bin/python -m compileall -q "$lib/bot"

FROM ${BASE}
LABEL org.opencontainers.image.title="Wirebell" \
  org.opencontainers.image.description="Self-hosted news alerts for Discord and Slack" \
  org.opencontainers.image.licenses="MIT"
RUN command -v python3 >/dev/null || { apt-get update \
  && apt-get install --yes --no-install-recommends python3 ca-certificates \
  && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /opt/wirebell /opt/wirebell
# A base with Python but without authorities could read no https feed: it gets the packaged ones.
RUN test -s /etc/ssl/certs/ca-certificates.crt || { mkdir -p /etc/ssl/certs \
  && cp /opt/wirebell/lib/python3*/site-packages/certifi/cacert.pem /etc/ssl/certs/ca-certificates.crt; }
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/wirebell/bin:$PATH \
  PYTHONDONTWRITEBYTECODE=1 \
  PYTHONUNBUFFERED=1 \
  HOME=/tmp \
  SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
  WIREBELL_BOT__DATA_DIR=/data
# config.toml is read here when there is one; the environment is enough as well.
WORKDIR /data
VOLUME /data
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["wirebell", "healthcheck"]
ENTRYPOINT ["wirebell"]
CMD ["run"]
