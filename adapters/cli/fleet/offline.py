"""The offline check of infra/, which is among the tests: a checkout has it, the package of the app does not.

A process of its own asks it, so that nothing that runs in Azure knows of tests.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.cli.fleet.new import CheckInfra

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 600  # seconds
ASK = """
import sys
from pathlib import Path
from tests.infra.check import check
print("\\n".join(map(str, check(Path(sys.argv[1])))))
"""


def check_of(root: Path = ROOT) -> CheckInfra | None:
    """None where this is no checkout."""
    if not (root / "tests" / "infra" / "check.py").is_file():
        return None

    def check(name: str, text: str) -> list[str]:
        with TemporaryDirectory() as folder:
            infra = Path(folder) / "infra"
            shutil.copytree(root / "infra", infra)
            (infra / name).write_text(text, "utf-8")
            done = subprocess.run(
                (sys.executable, "-c", ASK, str(infra)),
                cwd=root,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
        said = done.stdout if done.returncode == 0 else f"the check itself failed: {done.stderr}"
        return [line for line in said.splitlines() if line.strip()]

    return check
