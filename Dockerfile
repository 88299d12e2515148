# The hub, for every part of it that is its own code: web, worker, scheduled commands. compose.yaml runs it.
FROM python:3.11-slim AS built
WORKDIR /srv/hub
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements/prod.lock requirements/prod.lock
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/prod.lock
COPY . .
RUN python -m tools.messages compile \
 && SECRET_KEY=built DATABASE_URL=sqlite:// VAR_DIR=/srv/built python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hub \
 && install -d -o hub -g hub /srv/var
COPY --from=built /srv /srv
WORKDIR /srv/hub
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/srv/var BIND=0.0.0.0:8000
USER hub
VOLUME /srv/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "hub.wsgi:application"]
