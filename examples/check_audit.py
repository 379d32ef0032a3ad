"""Check an export of `resume-pipeline audit export`, without the library.

python check_audit.py FILE [HEAD]
"""

import hashlib
import json
import sys
from pathlib import Path


def main(file: str, head: str = "") -> str:
    before, number, entry = "0" * 64, 0, None
    with Path(file).open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            entry, said = (json.loads(line)[name] for name in ("entry", "hash"))
            text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            before = hashlib.sha256((before + text).encode()).hexdigest()
            if said != before:
                return f"line {number} does not follow from the one before it"
    if entry != {"kind": "end", "entries": number}:
        return f"the end is missing behind line {number}"
    if head and head != before:
        return "the chain is whole, and not the one with this head"
    print(f"{number} lines, head {before}")
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or 0)
