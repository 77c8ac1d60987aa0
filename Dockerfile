# The page for a team: docs/running.md says how to build and run it.
FROM python:3.12-slim

# What is set here holds for every process in the container; nothing is fetched at run time.
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    ASSISTANT_STORE=/data/store

WORKDIR /app

# Another index for torch's builds without CUDA, which are far smaller; empty for PyPI alone.
ARG TORCH_INDEX=""

# First what seldom changes, so that a change of the code does not install everything again.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN mkdir assistant ingest store ui \
    && touch assistant/__init__.py ingest/__init__.py store/__init__.py ui/__init__.py \
    && pip install ".[mcp]" --constraint constraints.txt ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"}

COPY store store
COPY ingest ingest
COPY assistant assistant
COPY ui ui
COPY documents documents
RUN pip install --no-deps --force-reinstall . \
    && rm -rf assistant ingest store ui build \
    && useradd --uid 10001 --create-home assistant \
    && install --directory --owner assistant --mode 700 /data

USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/health', timeout=4)"]

ENTRYPOINT ["python", "-m"]
CMD ["ui", "--host", "0.0.0.0", "--auth", "/data/accounts.json", "--log"]
