"""Speed, memory and choices, measured; each module is a command: python -m benchmarks.NAME."""
