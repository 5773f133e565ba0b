"""Sets up a small real Nominatim on loopback, out of packages of Debian and PyPI: for the tests in this folder.

    python tests/integration/nominatim_server.py FOLDER

Installs what is missing with apt-get (needs root) without starting anything, imports made-up OpenStreetMap data
(made_up_osm.py) into a PostgreSQL of its own inside FOLDER, turns that into one SQLite file, and stops PostgreSQL.
Everything it writes, but for the Debian packages themselves, lies in FOLDER. Nominatim is GPL software: it runs as a
process of its own, in its own virtual environment, and is no part of geomap.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
SYSTEM_PYTHON = "/usr/bin/python3"  # its sqlite3 can load SpatiaLite, and PyICU comes as a Debian package
POSTGRES = "15"
DEBIAN_PACKAGES = (
    f"postgresql-{POSTGRES}", f"postgresql-{POSTGRES}-postgis-3", f"postgresql-{POSTGRES}-postgis-3-scripts",
    "osm2pgsql", "python3-venv", "python3-icu", "libsqlite3-mod-spatialite",
)  # fmt: skip
PYTHON_PACKAGES = (
    "nominatim-db==5.3.3", "nominatim-api==5.3.3", "falcon==4.4.0", "uvicorn==0.54.0", "SQLAlchemy==2.1.9",
    "psycopg==3.3.9", "aiosqlite==0.22.1",
)  # fmt: skip
POSTGRES_SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
shared_buffers = 64MB
"""
START_SECONDS = 60.0


class CannotSetUp(Exception):  # noqa: N818 - the reason of a skipped test
    """What is missing on this machine, for the reason of a skipped test."""


def set_up(folder: Path) -> Path:
    """Make the project folder of a Nominatim server; gives its path.

    :raises CannotSetUp: when packages are missing and can't be installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _debian_packages(folder)
    binaries = _environment(folder)
    project = folder / "project"
    project.mkdir(exist_ok=True)
    osm, database = folder / "made-up.osm", folder / "places.sqlite"
    _run([sys.executable, str(HERE / "made_up_osm.py"), str(osm)], folder)
    with _postgres(folder) as dsn:
        environment = {**os.environ, "NOMINATIM_DATABASE_DSN": dsn}
        nominatim = str(binaries / "nominatim")
        options = ["--offline", "--no-updates", "-j", "2", "--osm2pgsql-cache", "50"]
        _run([nominatim, "import", "--osm-file", str(osm), *options], folder, cwd=project, env=environment)
        _run([nominatim, "convert", "--output", str(database)], folder, cwd=project, env=environment)
    _run([SYSTEM_PYTHON, __file__, "--shrink", str(database)], folder)
    (project / ".env").write_text(f'NOMINATIM_DATABASE_DSN="sqlite:dbname={database}"\nNOMINATIM_API_POOL_SIZE=2\n')
    return project


@contextmanager
def serving(project: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server: its process and its address ("127.0.0.1:8088"). It is stopped in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [str(project.parent / "venv" / "bin" / "nominatim"), "serve", "--server", address]
    with (project.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://{address}/status", process)
            yield process, address
        finally:
            process.kill()
            process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server of Nominatim did not start (status {process.poll()})")


def _debian_packages(folder: Path) -> None:
    if all(_is_installed(name) for name in DEBIAN_PACKAGES):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise CannotSetUp(f"Nominatim needs the Debian packages {', '.join(DEBIAN_PACKAGES)}, and root to install them")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], folder, env=environment)
    with _no_cluster_of_the_system():
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES]
        _run(command, folder, env=environment)


@contextmanager
def _no_cluster_of_the_system() -> Iterator[None]:
    """Keep the Debian package from making and starting a PostgreSQL of its own; taken back after the installation."""
    setting = Path("/etc/postgresql-common/createcluster.d/geomap-tests.conf")
    setting.parent.mkdir(parents=True, exist_ok=True)
    setting.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        setting.unlink()


def _is_installed(package: str) -> bool:
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout == "installed"


def _environment(folder: Path) -> Path:
    """A virtual environment with Nominatim; gives the folder of its commands."""
    if not (folder / "venv" / "bin" / "nominatim").exists():
        _run([SYSTEM_PYTHON, "-m", "venv", "--system-site-packages", str(folder / "venv")], folder)
        pip = [str(folder / "venv" / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--no-cache-dir"]
        _run([*pip, *PYTHON_PACKAGES], folder)
    return folder / "venv" / "bin"


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL inside the folder, reachable over a socket there only; it is stopped and removed in the end."""
    data, binaries = folder / "postgres", Path(f"/usr/lib/postgresql/{POSTGRES}/bin")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    own = _as_owner(folder, data)
    options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run([*own, str(binaries / "initdb"), "-D", str(data), *options], folder)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(POSTGRES_SETTINGS + f"unix_socket_directories = '{data}'\n")
    control = [*own, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    _run([*control, "-l", str(data / "log"), "start"], folder)
    try:
        connect = ["-h", str(data), "-U", "postgres"]
        _run([str(binaries / "createuser"), *connect, "-s", "importer"], folder)
        _run([str(binaries / "createuser"), *connect, "www-data"], folder)
        yield f"pgsql:dbname=nominatim;host={data};user=importer"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(data, ignore_errors=True)


def _as_owner(folder: Path, data: Path) -> list[str]:
    """PostgreSQL refuses to run as root: its Debian user takes over, who must reach the folder."""
    if os.geteuid() != 0:
        return []
    shutil.chown(data, "postgres")
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == 0 and parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _run(command: list[str], folder: Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    with (folder / "setup.log").open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        done = subprocess.run(command, cwd=cwd or folder, env=env, stdout=log, stderr=log, check=False)
    if done.returncode:
        tail = (folder / "setup.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{command[0]} failed with status {done.returncode}:\n{tail}")


def shrink(database: Path) -> None:
    """Replace the large grid of countries by the made-up countries: 36 MB become 3."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
    connection.execute("DELETE FROM country_osm_grid")
    connection.execute(
        "INSERT INTO country_osm_grid (country_code, area, geometry) SELECT country_code, st_area(geometry), geometry "
        "FROM placex WHERE rank_address = 4 AND class = 'boundary' AND country_code IS NOT NULL"
    )
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "--shrink":
        shrink(Path(sys.argv[2]))
    else:
        set_up(Path(sys.argv[1]).resolve())
