"""The files to run the page with: Dockerfile, compose file, systemd unit. No Docker engine is needed."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
PACKAGES = ("assistant", "ingest", "store", "ui")


def constraint(name: str) -> str:
    """Return the version that constraints.txt names."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return next(line.partition("==")[2] for line in lines if line.startswith(f"{name}=="))


def test_the_dockerfile_passes_its_linter() -> None:
    """Hadolint finds nothing, not even to improve."""
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        pytest.skip("no hadolint; it comes with the extra test")
    ran = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_dockerfile_follows_the_constraints() -> None:
    """Versions are those of constraints.txt, nobody is root, and what is copied is there and not ignored."""
    assert "--constraint constraints.txt" in DOCKERFILE
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("ENTRYPOINT")
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in DOCKERFILE.splitlines():
        if line.startswith("COPY "):
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists()
                assert f"!{name}" in allowed


def test_the_commands_of_container_and_compose_file_are_understood() -> None:
    """The options are those of `python -m ui`, and they let in nobody by mistake."""
    from ui.__main__ import _options, _serving

    (cmd,) = [line for line in DOCKERFILE.splitlines() if line.startswith("CMD ")]
    for command in (yaml.safe_load(cmd.removeprefix("CMD ")), COMPOSE["services"]["assistant"]["command"]):
        assert command[0] == "ui"
        given = [word.replace("${ASSISTANT_PREFIX:-}", "") for word in command[1:]]
        serving = _serving(_options(given))
        serving.check()
        assert (serving.host, serving.accounts, serving.log) == ("0.0.0.0", Path("/data/accounts.json"), True)
        assert "/health" in DOCKERFILE


def test_the_compose_file() -> None:
    """Chroma has the version of the constraints and is not published; the page is for this machine's proxy alone."""
    services = COMPOSE["services"]
    assert services["chroma"]["image"] == f"chromadb/chroma:{constraint('chromadb')}"
    assert "ports" not in services["chroma"]
    assert services["assistant"]["ports"] == ["127.0.0.1:7860:7860"]
    assert services["assistant"]["environment"]["ASSISTANT_CHROMA_URL"] == "http://chroma:8000"
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert f"--trusted-proxy={network['gateway']}" in services["assistant"]["command"]
    named = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])


def test_the_unit_is_understood() -> None:
    """Systemd knows every line; its command is one of `python -m ui`."""
    from ui.__main__ import _options, _serving

    unit = (ROOT / "docs" / "assistant.service").read_text(encoding="utf-8")
    (command,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    _serving(_options(command.partition(" -m ui ")[2].split())).check()
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    ran = subprocess.run(
        ["systemd-analyze", "verify", str(ROOT / "docs" / "assistant.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in ran.stderr.splitlines() if "assistant.service" in line]
    assert [line for line in said if "is not executable: No such file" not in line] == []


@pytest.mark.slow
def test_what_the_container_installs_is_whole(tmp_path: Path) -> None:
    """The wheel that the Dockerfile has pip build holds every file that the packages need when they run."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "made", "."]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if ran.returncode != 0 and "setuptools" in ran.stderr:
        pytest.skip("setuptools cannot be fetched here")
    assert ran.returncode == 0, ran.stderr
    (wheel,) = (tmp_path / "made").glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(tmp_path).as_posix()
        for package in PACKAGES
        for path in (tmp_path / package).rglob("*")
        if path.is_file()
    }
    assert wanted - held == set()
