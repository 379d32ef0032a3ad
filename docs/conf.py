"""How the documentation is built: `sphinx-build -W -n -b html docs docs/_build`."""

import argparse
import itertools
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import resume_pipeline
from resume_pipeline.cli.parser import parser

project = "resume_pipeline"
author = "The resume_pipeline maintainers"
release = version = resume_pipeline.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = f"resume_pipeline {release}"
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_inherit_docstrings = False

default_role = "literal"
nitpicky = True
#: Types of Python and of the libraries below, and ours that are no part of the public surface.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|typing|pathlib|decimal|fractions|enum|contextlib)\..*"),
    ("py:.*", r"(pydantic|pydantic_core|pluggy|attr|annotated_types|hypothesis)\..*"),
    ("py:.*", r"resume_pipeline\.(opened|plugins|evidence|flow|backends|engines|sandbox)\..*"),
    ("py:.*", r"((dict|tuple)\[|types\.|resume_pipeline\.testing\.(stages|rig)\.).*"),
    (
        "py:.*",
        r"resume_pipeline\..*\.(T|P|ProgressKind|Test|Digest|Tenant|Plan|Fate|Factory|Outcome|Note)",
    ),
]

#: An entry in a section of a docstring.
ENTRY = re.compile(r"    (\w[\w, ]*(?: \([^)]*\)|\([^)]*\))?): (.*)")


def joined(entries: list[str]) -> Iterator[str]:
    """``entries``, where names that take two lines stand on one."""
    begun = ""
    for line in entries:
        if begun or (re.match(r"    \w", line) and line.endswith(",") and ":" not in line):
            begun += f" {line.strip()}" if begun else line
            if begun.endswith(","):
                continue
            yield begun
            begun = ""
        else:
            yield line


def section_of(heading: str, entries: list[str]) -> Iterator[str]:
    """A section's lines in reStructuredText."""
    if heading == "Returns":
        yield from (":returns: " + entries[0].strip(), *(f"  {line}" for line in entries[1:]), "")
        return
    if heading not in ("Args", "Raises"):
        yield from (f"**{heading}**", "")
    for line in joined(entries):
        entry = ENTRY.fullmatch(line)
        if entry and heading == "Raises":
            yield f":raises {entry[1]}: {entry[2]}"
        elif entry:
            yield from (f"``{entry[1]}``", f"    {entry[2]}")
        else:
            yield line
    yield ""


def restyle(*told: Any) -> None:
    """Turn the sections of a docstring into definition lists and fields, in place."""
    lines: list[str] = told[-1]
    done: list[str] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        indented = list(itertools.takewhile(lambda each: each.startswith("    "), rest))
        heading = line.removesuffix(":")
        is_section = bool(indented) and line[:1].isalpha() and ENTRY.match(indented[0])
        if is_section or (indented and heading == "Returns"):
            done += section_of(heading, indented)
            rest = rest[len(indented) :]
        else:
            done.append(line)
    lines[:] = done


def commands(top: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command, those with commands of their own first."""
    yield top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from commands(command)


class CommandHelp(SphinxDirective):
    """What each command's ``--help`` says, one section a command."""

    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        sections: list[nodes.Node] = []
        for command in commands(parser()):
            title = command.prog
            section = nodes.section(ids=[nodes.make_id(title)], names=[title])
            section += nodes.title("", "", nodes.literal(text=title))
            section += nodes.literal_block(text=command.format_help(), language="none")
            sections.append(section)
        return sections


def setup(app: Sphinx) -> None:
    app.add_directive("command-help", CommandHelp)
    app.connect("autodoc-process-docstring", restyle)
