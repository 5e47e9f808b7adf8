"""Download a release and verify every file: python download.py URL FOLDER."""

import hashlib
import sys
from pathlib import Path
from urllib.request import urlopen

url, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
with urlopen(f"{url}/SHA256SUMS") as response:
    sums = response.read().decode()
for line in sums.splitlines():
    expected, name = line.split("  ")
    if Path(name).name != name:
        sys.exit(f"{name} is no name of a file")
    with urlopen(f"{url}/{name}") as response:
        data = response.read()
    if hashlib.sha256(data).hexdigest() != expected:
        sys.exit(f"{name} is damaged; download it again")
    (folder / name).write_bytes(data)
(folder / "SHA256SUMS").write_text(sums)
print(f"{len(sums.splitlines())} files, all as published")
