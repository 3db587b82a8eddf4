"""A study's results by the Common Industry Format for usability test reports, as one HTML page.

The parts and their order are those of ISO/IEC 25062:2006. What a study does not know is marked to
be filled in; nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

from analyzer.cif_results import results_part
from analyzer.cif_words import TO_FILL, count, listed, table, to_fill
from analyzer.given_elsewhere import worked
from analyzer.results import StudyAnalysis
from analyzer.tables import Material

_STYLE = """
:root { color-scheme: light; font: 11pt/1.5 system-ui, sans-serif; color: #1b1b1b }
html { background: #fff }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.9rem; line-height: 1.2 } h2 { margin-top: 2.5rem; border-bottom: 1px solid #999 }
table { border-collapse: collapse; width: 100%; font-size: .9em; margin: .8rem 0 }
caption { text-align: start; font-weight: 600; padding: .3rem 0 }
th, td { text-align: start; vertical-align: top; padding: .3rem .5rem }
th, td { border-bottom: 1px solid #bbb; font-variant-numeric: tabular-nums }
.box { overflow-x: auto }
.fill { background: #fff3bf; padding: 0 .25em; border-bottom: 1px dashed #8a6d00 }
.simulated { border: 2px solid #8a1c1c; padding: .6rem .8rem; font-weight: 600 }
@media print {
  body { margin: 0; max-width: none }
  h2, h3 { break-after: avoid }
  tr { break-inside: avoid }
}
"""
_LINE = "Thinkaloud made this report of what was recorded. Marked passages are "


def cif_report(material: Material) -> str:
    """Write the report.

    Parameters
    ----------
    material
        The study.

    Returns
    -------
    str
        HTML that needs nothing beside it: no script, no picture, no other address.
    """
    analysis = material.analysis
    parts = [
        _title_page(analysis),
        _summary(analysis),
        _introduction(),
        _method(material),
        results_part(analysis),
        _appendices(material),
    ]
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(analysis.title)}: usability test report</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(parts) + "\n</body>\n</html>\n"


def _title_page(analysis: StudyAnalysis) -> str:
    days = sorted(
        {
            datetime.fromtimestamp(one.started_ms / 1000, UTC).strftime("%Y-%m-%d")
            for one in analysis.sessions
        }
    )
    when = to_fill("when the test was held")
    if days:
        when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    rows = [
        ("Product", to_fill("name and version of what was tested")),
        ("Study", f"{escape(analysis.study)}, definition version {analysis.definition_version}"),
        ("Test held (UTC)", when),
        ("Report prepared by", to_fill("name")),
        ("Report prepared for", to_fill("customer")),
        ("Contact", to_fill("name, telephone, e-mail")),
    ]
    simulated = (
        '<p class="simulated">The participants are simulated: programs, no people. '
        "These figures say nothing about people.</p>"
        if analysis.is_simulated
        else ""
    )
    return (
        f"<header>\n<p>Usability test report, Common Industry Format (ISO/IEC 25062:2006)</p>\n"
        f"<h1>{escape(analysis.title)}</h1>\n{simulated}{table('', (), rows)}\n"
        f'<p>{_LINE}<span class="fill">{TO_FILL}</span>.</p>\n</header>'
    )


def _summary(analysis: StudyAnalysis) -> str:
    there, more = worked(analysis)
    who = _people(there)
    also = f"; answers of {count(more, 'more participant')} were imported" if more else ""
    lines = []
    for task in analysis.tasks:
        found = task.completion
        if found.estimate is None:
            lines.append(f"{escape(task.title)}: no data (n = {found.n}).")
            continue
        bounds = (
            f", {found.level:.0%} interval {found.lower:.0%} to {found.upper:.0%}"
            if found.lower is not None and found.upper is not None
            else ""
        )
        won = round(found.estimate * found.n)
        lines.append(
            f"{escape(task.title)}: {won} of {found.n} completed it ({found.estimate:.0%}{bounds})."
        )
    return (
        f"<section>\n<h2>1 Executive summary</h2>\n<p>{who} took part in "
        f"{count(len(there.sessions), 'session')} with "
        f"{count(len(analysis.tasks), 'task')}{also}.</p>\n"
        f"{listed(lines)}<p>{to_fill('what the product is, and why it was tested')}</p>\n</section>"
    )


def _people(analysis: StudyAnalysis) -> str:
    noun = "simulated participant" if analysis.is_simulated else "participant"
    return count(analysis.participants, noun).capitalize()


def _introduction() -> str:
    return (
        "<section>\n<h2>2 Introduction</h2>\n<h3>2.1 Full product description</h3>\n"
        f"<p>{to_fill('name, version, parts that were tested, users for whom it is meant')}</p>\n"
        "<h3>2.2 Test objectives</h3>\n"
        f"<p>{to_fill('goals of the test, functions that were tested')}</p>\n</section>"
    )


def _method(material: Material) -> str:
    analysis = material.analysis
    widths = sorted({one.viewport_class for one in analysis.sessions if one.events})
    protocol = {
        "silent": "worked in silence",
        "concurrent": "thought aloud while they worked, which takes time",
        "retrospective": "thought aloud afterwards",
    }
    how = protocol.get(analysis.protocol, escape(analysis.protocol))
    tasks = [
        (escape(one.id), escape(one.title), escape(one.instructions), _criterion(one), _limit(one))
        for one in material.definition.tasks
    ]
    groups = sorted({person.segment for person in material.people if person.segment})
    variants = sorted({person.variant for person in material.people if person.variant})
    return "\n".join(
        [
            "<section>\n<h2>3 Method</h2>\n<h3>3.1 Participants</h3>",
            f"<p>{_people(analysis)}. Groups: {_names(groups)}. Variants: {_names(variants)}.</p>",
            f"<p>{to_fill('how they were chosen; age, experience, abilities of each')}</p>",
            "<h3>3.2 Context of product use in the test</h3>\n<h4>Tasks</h4>",
            table("Tasks", ("Task", "Title", "Instructions", "Reached when", "Time limit"), tasks),
            "<h4>Test facility</h4>",
            f"<p>{to_fill('where the participants sat')}</p>",
            "<h4>Participants' computing environment</h4>",
            f"<p>Viewport classes that were met: {_names(widths)}. Appendix A has the viewport of "
            f"each session.</p>\n<p>{to_fill('devices, displays, browsers')}</p>",
            "<h4>Test administrator tools</h4>",
            "<p>Thinkaloud recorded clicks, pages, typing (lengths and times) and the page's "
            "structure in the participants' own browsers.</p>",
            "<h3>3.3 Experimental design</h3>\n<h4>Procedure</h4>",
            f"<p>Participants agreed to the recording beforehand. They {how}.</p>",
            f"<p>{to_fill('order of tasks, assistance, rules of the moderator, payment')}</p>",
            "<h4>Usability metrics</h4>",
            "<p>Effectiveness: completion (a participant counts once) and error points (episodes "
            "of friction during a task). Efficiency: time on task of those who completed it. "
            "Satisfaction: see 4.4. Each figure has its n, its interval, and its formula.</p>\n"
            "</section>",
        ]
    )


def _names(names: Sequence[str]) -> str:
    return escape(", ".join(names)) if names else "none were noted"


def _criterion(task: object) -> str:
    rule = task.success  # type: ignore[attr-defined]  # a TaskDefinition
    words = {
        "moderator": "a moderator says so",
        "url": f"the page {rule.value} opens",
        "selector": f"{rule.value} appears",
        "event": f"the page reports {rule.value}",
    }
    return escape(words[rule.kind])


def _limit(task: object) -> str:
    limit = task.time_limit_s  # type: ignore[attr-defined]  # a TaskDefinition
    return "none" if limit is None else f"{limit:g} s"


def _appendices(material: Material) -> str:
    analysis = material.analysis
    sessions = [
        (
            escape(one.participant), escape(one.id), escape(one.viewport_class),
            "not told" if one.width is None or one.height is None
            else f"{one.width:g} x {one.height:g}",
            f"{one.duration_s:.0f} s", escape(one.health.light if one.health else "not known"),
        )
        for one in analysis.sessions
    ]  # fmt: skip
    rules = [
        (escape(rule.title), escape(rule.text), escape(rule.source)) for rule in analysis.rules
    ]
    return "\n".join(
        [
            "<section>\n<h2>5 Appendices</h2>\n<h3>A Sessions</h3>",
            table("Sessions", _SESSION_HEAD, sessions),
            "<h3>B Rules of the error points, with thresholds</h3>",
            table("Rules", ("Signal", "Rule", "Source"), rules),
            "<h3>C What could not be analysed</h3>",
            listed(escape(line) for line in _excluded(analysis)),
            f"<h3>D Materials</h3>\n<p>{to_fill('screener, scripts, questionnaires')}</p>",
            "</section>",
        ]
    )


_SESSION_HEAD = (
    "Participant",
    "Session",
    "Viewport class",
    "Viewport, CSS px",
    "Length",
    "Recording",
)


def _excluded(analysis: StudyAnalysis) -> Iterable[str]:
    return analysis.excluded or ("Nothing was left out.",)
