"""Compares every file of a snapshot with what the AWS CLI prints for the same call.

    python referee.py SNAPSHOT

Prints a line per difference. The CLI runs inside this process, which is its own code all the same.
"""

import contextlib
import io
import json
import os
import pathlib
import sys
import urllib.parse

from awscli.clidriver import create_clidriver

ROOT = pathlib.Path(__file__).resolve().parents[3]
KEY_TYPES = "RSA_1024,RSA_2048,RSA_3072,RSA_4096,EC_prime256v1,EC_secp384r1,EC_secp521r1"
REGION = os.environ["AWS_REGION"]
# What a request says beyond what it asks about: docs/collect.md and the collector say why.
EXTRA = {
    "describe-network-interfaces": ["--include-managed-resources"],
    "get-resources": ["--embed", "methods"],
    "list-certificates": ["--includes", f"keyTypes={KEY_TYPES}"],
    "list-hosted-zones-by-vpc": ["--vpc-region", REGION],
    "search-transit-gateway-routes": ["--filters", "Name=type,Values=static,propagated"],
}


def arguments(service, operation, region, key):
    model = json.loads((ROOT / "src/collect/models" / f"{service}.json").read_text(encoding="utf-8"))
    words = [service, operation, "--output", "json", "--region", REGION if region == "global" else region]
    for option, part in zip(model["operations"][operation]["options"], key):
        name, prefix = option.rsplit(" ", 1)
        words += [name, prefix + part]
    return words + EXTRA.get(operation, [])


def differences(ours, theirs, at=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(set(ours) | set(theirs)):
            if name not in ours:
                yield f"{at}/{name} is only in the CLI's answer"
            elif name not in theirs:
                yield f"{at}/{name} is only in ours"
            else:
                yield from differences(ours[name], theirs[name], f"{at}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, pair in enumerate(zip(ours, theirs)):
            yield from differences(*pair, f"{at}/{index}")
    elif ours != theirs:
        yield f"{at} is {str(ours)[:80]!r}, and {str(theirs)[:80]!r} by the CLI"


def main(folder):
    driver = create_clidriver()
    files = sorted(pathlib.Path(folder).glob("*/*/*.json"))
    for path in files:
        service, operation, *key = path.name.removesuffix(".json").split(".")
        words = arguments(service, operation, path.parent.name, [urllib.parse.unquote(part) for part in key])
        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            code = driver.main(words)
        if code:
            print(f"{path.name}: {error.getvalue().strip()}")
            continue
        theirs = json.loads(out.getvalue() or "{}")
        for difference in differences(json.loads(path.read_text(encoding="utf-8")), theirs):
            print(f"{path.name}: {difference}")
    print(f"compared {len(files)} files", file=sys.stderr)


main(sys.argv[1])
