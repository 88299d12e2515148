# The hub. A web node, a worker and scheduled work are the same image with other commands: compose.yaml.

FROM python:3.11-slim AS build
WORKDIR /hub
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/prod.lock requirements/prod.lock
RUN /venv/bin/pip install --require-hashes -r requirements/prod.lock
COPY . .
# Settings that nothing but this step uses.
RUN export SECRET_KEY=build DATABASE_URL=sqlite:// VAR_DIR=/var/hub \
    && /venv/bin/python -m tools.messages compile \
    && /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf tests tools var \
    && /venv/bin/python -m compileall -q hub home guidance resources directory

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin hub \
    && install -d -o hub -g hub /var/hub
COPY --from=build /venv /venv
COPY --from=build /hub /hub
COPY --from=build --chown=hub:hub /var/hub/static /var/hub/static
WORKDIR /hub
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/hub BIND=0.0.0.0:8000
USER 10001
VOLUME /var/hub
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py"]
