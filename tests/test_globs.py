from __future__ import annotations

import pytest

from promptlint.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**/prompts/**", "prompts/a.md", True),
        ("**/prompts/**", "src/prompts/deep/a.md", True),
        ("**/prompts/**", "src/my-prompts/a.md", False),
        ("**/prompts/**", "prompts", False),
        ("**/*.prompt.*", "a.prompt.md", True),
        ("**/*.prompt.*", "x/a.prompt.yml", True),
        ("**/*.prompt.*", "prompt.md", False),
        ("*.md", "deep/down/a.md", True),
        ("docs/*.md", "docs/a.md", True),
        ("docs/*.md", "docs/sub/a.md", False),
        ("docs/*.md", "other/docs/a.md", False),
        ("tests/", "tests/a.py", True),
        ("tests/", "src/tests/a.py", True),
        ("tests", "latests/a.py", False),
        ("/tests", "tests/a.py", True),
        ("a?.md", "ab.md", True),
        ("a?.md", "a/.md", False),
        ("[ab].md", "a.md", True),
        ("[!ab].md", "a.md", False),
        ("[0-9].md", "7.md", True),
        ("a+(b).md", "a+(b).md", True),
        ("**", "any/thing", True),
        ("a/**/z.md", "a/z.md", True),
        ("a/**/z.md", "a/b/c/z.md", True),
        ("*.md", "new\nline.md", True),
        ("*a*b*.md", "xaxxbx.md", True),
        ("*a*b*.md", "xbxxax.md", False),
        ("*ab*b", "aab.b", True),
        ("*a*a*a*a*a*a*a*a*a*a*b", "a" * 200, False),
        ("**/a*/**/b*", "x/ab/c/d/bc", True),
        ("[z-a].md", "z.md", False),
        ("[!].md", "!.md", False),
        ("[z-a].md", "[z-a].md", True),
        ("***.md", "x/y.md", True),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert matches((pattern,), path) is expected


def test_no_pattern_matches_nothing() -> None:
    assert not matches((), "a")
